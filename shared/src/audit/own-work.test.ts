import { describe, expect, it } from '@jest/globals';
import { isOwnWork } from './own-work.ts';

describe('own work', () => {
  const anna = { agentId: 'anna', departments: [] };
  const carl = { departments: ['standesamt'] };
  const nobody = { departments: [] };

  it.each([
    ['an agent’s call', anna, [{ agentId: 'anna' }], true],
    ['another agent’s call', anna, [{ agentId: 'bert' }], false],
    ['a call that nobody has', anna, [{}], false],
    ['one call of another among own ones', anna, [{ agentId: 'anna' }, { agentId: 'bert' }], false],
    ['a ticket of the own department', carl, [{ departmentId: 'standesamt' }], true],
    ['a ticket of another department', carl, [{ departmentId: 'auslaender' }], false],
    [
      'one of another department among own ones',
      carl,
      [{ departmentId: 'standesamt' }, { departmentId: 'asyl' }],
      false,
    ],
    ['what nobody knows whose it is', carl, [{}], false],
    ['an empty list', carl, [], false],
    ['of somebody who has none', nobody, [{ agentId: 'tickets', departmentId: 'standesamt' }], false],
  ])('%s', (_what, reach, shown, own) => {
    expect(isOwnWork(reach, shown)).toBe(own);
  });
});
