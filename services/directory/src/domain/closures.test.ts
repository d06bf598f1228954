import { describe, expect, it } from '@jest/globals';
import type { Department, Hotline } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { type Closure, createCalendar } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { at, BERLIN, sampleDepartment, sampleHotline } from '../../test/sample-department.ts';
import {
  changeCityClosures,
  changeDepartmentClosures,
  type ClosureChange,
  closureIdOf,
  MOST_CLOSURES,
} from './closures.ts';

const today = '2026-11-23';
const outing: Closure = { from: '2026-11-24', to: '2026-11-24', kind: 'closed', why: 'Betriebsausflug' };
const holidays: Closure = { from: '2026-12-28', to: '2026-12-31', kind: 'closed', announcement: 'Ferien.' };
const duty: Closure = {
  from: '2026-12-29',
  to: '2026-12-29',
  kind: 'emergency',
  hours: [{ from: '09:00', to: '12:00' }],
};

function decide(
  closures: Closure[],
  change: ClosureChange['change'],
  rest: Partial<Pick<ClosureChange, 'expected' | 'replan' | 'confirmed'>> = {},
) {
  const command = { change, expected: undefined, replan: undefined, today, ...rest };
  const department = outcome(changeDepartmentClosures(command, sampleDepartment({ closures, revision: 3 })));
  const city = outcome(changeCityClosures(command, sampleHotline({ closures, revision: 3 })));
  // A city's closures change by the same rules.
  expect(city).toEqual(department);
  return department;
}

function outcome(decision: Decision<Department> | Decision<Hotline>) {
  if (decision === alreadyDone) return 'already done';
  return decision instanceof Refusal ? decision.code : decision.state.closures;
}

describe('adding a closure', () => {
  it.each<[string, Closure[], Closure, Partial<Pick<ClosureChange, 'expected' | 'replan' | 'confirmed'>>, unknown]>([
    ['to none', [], outing, {}, [outing]],
    ['to others, last so that it decides', [holidays], duty, {}, [holidays, duty]],
    ['that is there already', [holidays, outing], holidays, {}, 'already done'],
    [
      'that is there already, by an editor who saw an older revision',
      [outing],
      outing,
      { expected: 2 },
      'already done',
    ],
    ['that is there but overruled', [holidays, duty], holidays, {}, [duty, holidays]],
    ['that is there, now to move its callbacks', [outing], outing, { replan: true }, [outing]],
    ['whose callbacks were moved', [outing], outing, { replan: true, confirmed: true }, 'already done'],
    ['with other words for the same days', [outing], { ...outing, why: 'Umzug' }, {}, [{ ...outing, why: 'Umzug' }]],
    [
      'for some of its days, as another',
      [holidays],
      { ...holidays, to: '2026-12-30' },
      {},
      [holidays, { ...holidays, to: '2026-12-30' }],
    ],
    ['to the revision that was seen', [], outing, { expected: 3 }, [outing]],
    ['to an older revision', [], outing, { expected: 2 }, 'revision-mismatch'],
    ['for today', [], { ...outing, from: '2026-11-20', to: today }, {}, [{ ...outing, from: '2026-11-20', to: today }]],
    ['that was over yesterday', [], { ...outing, from: '2026-11-20', to: '2026-11-22' }, {}, 'unprocessable'],
  ])('%s', (_what, before, closure, rest, expected) => {
    expect(decide(before, { add: closure }, rest)).toEqual(expected);
  });

  it('to so many that nobody can look through them', () => {
    const many = Array.from({ length: MOST_CLOSURES }, (_, n) => ({ ...outing, from: `2025-01-01`, to: day(n) }));
    expect(decide(many, { add: outing })).toBe('unprocessable');
    expect(decide(many, { add: { ...many[199]!, why: 'anders' } })).toHaveLength(MOST_CLOSURES);
  });

  it('carries the confirmation, and only then', () => {
    const command = { change: { add: outing }, expected: undefined, today };
    for (const replan of [true, undefined]) {
      expect(changeDepartmentClosures({ ...command, replan }, sampleDepartment())).toMatchObject({ extra: { replan } });
      expect(changeCityClosures({ ...command, replan }, sampleHotline())).toMatchObject({ extra: { replan } });
    }
  });
});

describe('removing a closure', () => {
  it.each<[string, Closure[], string, number | undefined, unknown]>([
    ['leaves the others in their order', [holidays, outing, duty], closureIdOf(outing), undefined, [holidays, duty]],
    [
      'also one that is over',
      [{ ...outing, from: '2026-01-02', to: '2026-01-02' }],
      'closed-2026-01-02-2026-01-02',
      3,
      [],
    ],
    ['that is not there', [holidays], closureIdOf(outing), undefined, 'not-found'],
    ['of another kind', [holidays], 'reduced-2026-12-28-2026-12-31', undefined, 'not-found'],
    ['at an older revision', [holidays], closureIdOf(holidays), 2, 'revision-mismatch'],
  ])('%s', (_what, before, remove, expected, outcome) => {
    expect(decide(before, { remove }, { expected })).toEqual(outcome);
  });
});

it('there is nothing to close before there is an office', () => {
  const command = { change: { add: outing }, expected: undefined, replan: undefined, today };
  expect(changeDepartmentClosures(command, undefined)).toMatchObject({ code: 'not-found' });
  expect(changeCityClosures(command, undefined)).toMatchObject({ code: 'not-found' });
});

it('whatever was entered before, what is added decides its days, and the others are as they were', () => {
  const date = fc.integer({ min: 0, max: 20 }).map(day);
  const kinds = fc.constantFrom<Pick<Closure, 'kind' | 'hours'>>(
    { kind: 'closed' },
    { kind: 'reduced', hours: [{ from: '08:00', to: '10:00' }] },
    { kind: 'emergency', hours: [{ from: '18:00', to: '20:00' }] },
  );
  const closure = fc
    .tuple(date, date, kinds)
    .map(([a, b, kind]): Closure => ({ ...kind, from: a < b ? a : b, to: a < b ? b : a }));
  fc.assert(
    fc.property(fc.array(closure, { maxLength: 8 }), closure, (entered, added) => {
      const before = entered.reduce(after, []);
      const closures = after(before, added);
      expect(new Set(closures.map(closureIdOf)).size).toBe(closures.length);
      expect(after(closures, added)).toBe(closures);
      for (let n = 0; n <= 20; n++) {
        const within = added.from <= day(n) && day(n) <= added.to;
        const decides = deciding(closures, n);
        if (within) expect(decides).toEqual(added);
        // What it took the place of held for the same days.
        else expect(decides).toEqual(deciding(before, n));
      }
    }),
  );

  function after(closures: Closure[], add: Closure): Closure[] {
    const command = { change: { add }, expected: undefined, replan: undefined, today };
    const decision = changeDepartmentClosures(command, sampleDepartment({ closures }));
    if (decision instanceof Refusal) throw decision;
    return decision === alreadyDone ? closures : decision.state.closures;
  }

  function deciding(exceptions: Closure[], n: number) {
    const { week, holidayDates } = sampleDepartment();
    const calendar = createCalendar({ zone: BERLIN, hours: week, holidays: holidayDates, exceptions });
    return calendar.closureAt(at(`${day(n)} 12:00`));
  }
});

/** So many days after the city's. */
function day(n: number): string {
  return new Date(Date.UTC(2026, 10, 23 + n)).toISOString().slice(0, 10);
}
