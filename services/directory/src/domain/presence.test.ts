import { describe, expect, it } from '@jest/globals';
import { Refusal } from '@serviceportal/shared/errors';
import { at, BERLIN } from '../../test/sample-department.ts';
import { absentUntil, presenceAt, setPresence } from './presence.ts';

const now = at('2026-11-23 10:00');
const departmentId = 'standesamt';

describe('saying whether somebody is there', () => {
  it('is an event with the times in the city', () => {
    const command = { departmentId, staffed: false, until: at('2027-03-30 14:00'), why: 'Umzug' };
    expect(setPresence(command, now, BERLIN)).toMatchObject({
      contract: { type: 'PresenceChanged' },
      state: {
        departmentId,
        staffed: false,
        until: '2027-03-30T14:00:00+02:00',
        why: 'Umzug',
        changedAt: '2026-11-23T10:00:00+01:00',
      },
    });
  });

  it('leaves out an empty reason', () => {
    expect(setPresence({ departmentId, staffed: true, why: '' }, now, BERLIN)).toMatchObject({
      state: { until: undefined, why: undefined },
    });
  });

  it.each(['2026-11-23 10:00', '2026-11-23 09:59'])('refuses an end at %s, which is over', (wall) => {
    const decision = setPresence({ departmentId, staffed: false, until: at(wall) }, now, BERLIN);
    expect(decision).toBeInstanceOf(Refusal);
    expect(decision).toMatchObject({ code: 'invalid', errors: [{ path: 'until' }] });
  });
});

describe('what was said', () => {
  const said = { departmentId, staffed: false, changedAt: '2026-11-23T09:00:00+01:00', revision: 1 };

  it('holds until it says otherwise', () => {
    expect(presenceAt(said, at('2030-01-01 00:00'))).toBe(said);
    expect(presenceAt(undefined, now)).toBeUndefined();
  });

  it('is forgotten at its end', () => {
    const limited = { ...said, until: '2026-11-23T14:00:00+01:00' };
    expect(presenceAt(limited, at('2026-11-23 13:59'))).toBe(limited);
    expect(presenceAt(limited, at('2026-11-23 14:00'))).toBeUndefined();
  });

  it('tells the end of an absence, where there is one', () => {
    const until = '2026-11-23T14:00:00+01:00';
    expect(absentUntil({ ...said, until }, now)).toBe(until);
    expect(absentUntil({ ...said, until }, at('2026-11-23 14:00'))).toBeUndefined();
    expect(absentUntil({ ...said, until, staffed: true }, now)).toBeUndefined();
    expect(absentUntil(said, now)).toBeUndefined();
    expect(absentUntil(undefined, now)).toBeUndefined();
  });
});
