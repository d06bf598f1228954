import { describe, expect, it } from '@jest/globals';
import { isOwnWork, isPersonalRead } from './personal-reads.ts';

describe('own work', () => {
  const anna = { actor: { type: 'agent', id: 'anna' }, departmentIds: [] } as const;
  const carl = { actor: { type: 'clerk', id: 'carl' }, departmentIds: ['standesamt'] } as const;
  const nobody = { actor: { type: 'service', id: 'tickets' }, departmentIds: [] } as const;

  it.each([
    ['an agent’s call', anna, [{ agentId: 'anna' }], true],
    ['another agent’s call', anna, [{ agentId: 'bert' }], false],
    ['one call of another among own ones', anna, [{ agentId: 'anna' }, { agentId: 'bert' }], false],
    ['a ticket of the own department', carl, [{ departmentId: 'standesamt', assignee: 'cora' }], true],
    ['a ticket of another department', carl, [{ departmentId: 'auslaender' }], false],
    ['a ticket that the clerk has', carl, [{ departmentId: 'auslaender', assignee: 'carl' }], true],
    ['a ticket whose clerk is called like the agent', anna, [{ assignee: 'anna' }], false],
    ['what nobody knows whose it is', carl, [{}], false],
    ['an empty list', carl, [], false],
    ['of somebody who has not signed in', nobody, [{ agentId: 'tickets', departmentId: 'standesamt' }], false],
  ])('%s', (_what, reader, shown, own) => {
    expect(isOwnWork(reader, shown)).toBe(own);
  });
});

it.each([
  ['tickets.show-ticket', true],
  ['call-intake.live-calls', true],
  ['knowledge.search', false],
  ['directory.departments', false],
  ['show-ticket', false],
])('%s shows a person’s data: %s', (operation, personal) => {
  expect(isPersonalRead(operation)).toBe(personal);
});
