import { describe, expect, it } from '@jest/globals';
import { alreadyDone } from '@serviceportal/shared/decision';
import { sampleDepartment, sampleHotline } from '../../test/sample-department.ts';
import {
  changeDepartment,
  changeHotline,
  departmentFrom,
  renewDepartment,
  renewHotline,
  seedDepartment,
  seedHotline,
} from './department.ts';

const { revision: _none, ...wanted } = sampleDepartment({ name: 'Standesamt Mitte' });
const current = sampleDepartment();
const other = sampleDepartment({
  departmentId: 'auslaender',
  topics: [{ topicId: 'einbuergerung', name: 'Einbürgerung' }],
});

describe('a department as editors write it', () => {
  it('gets its week and its holidays worked out', () => {
    const { week: _week, holidayDates: _dates, ...written } = wanted;
    const department = departmentFrom({ ...written, hours: 'Mo 08:00-12:00' }, 2026);
    expect(department.week).toMatchObject({ Mo: [{ from: '08:00', to: '12:00' }], Tu: [] });
    expect(department.holidayDates).toEqual(expect.arrayContaining(['2026-06-04', '2028-12-26']));
  });
});

describe('changing a department', () => {
  it.each<[string, number | undefined, typeof current | undefined, string]>([
    ['a new one without If-Match', undefined, undefined, 'DepartmentChanged'],
    ['the revision that was seen', 3, current, 'DepartmentChanged'],
    ['an older revision', 2, current, 'revision-mismatch'],
    ['a revision that is not there yet', 4, current, 'revision-mismatch'],
    ['an old one without If-Match', undefined, current, 'revision-mismatch'],
    ['one that is not there, with If-Match', 1, undefined, 'revision-mismatch'],
  ])('%s', (_what, expected, state, outcome) => {
    const decision = changeDepartment(wanted, { expected }, [current, other], state);
    expect(decision).toMatchObject(
      outcome === 'DepartmentChanged' ? { contract: { type: outcome }, state: wanted } : { code: outcome },
    );
  });

  it('refuses a topic that another department has, naming both', () => {
    const topics = [...current.topics, ...other.topics];
    expect(changeDepartment({ ...wanted, topics }, { expected: 3 }, [current, other], current)).toMatchObject({
      code: 'conflict',
      errors: [{ path: 'topics.1.topicId', message: 'belongs to the department auslaender' }],
    });
  });
});

describe('changing the hotline', () => {
  const hotline = sampleHotline();
  it.each<[string, number | undefined, typeof hotline | undefined, string]>([
    ['the revision that was seen', 2, hotline, 'HotlineChanged'],
    ['an older revision', 1, hotline, 'revision-mismatch'],
    ['without If-Match', undefined, hotline, 'revision-mismatch'],
    ['before there is one', undefined, undefined, 'not-found'],
  ])('%s', (_what, expected, state, outcome) => {
    const decision = changeHotline({ ...hotline, seats: 14 }, { expected, replan: true }, state);
    expect(decision).toMatchObject(
      outcome === 'HotlineChanged'
        ? { contract: { type: outcome }, state: { seats: 14 }, extra: { replan: true } }
        : { code: outcome },
    );
  });
});

describe('seeding', () => {
  it('writes what is missing and nothing else', () => {
    expect(seedDepartment(wanted, undefined)).toMatchObject({ contract: { type: 'DepartmentChanged' } });
    expect(seedDepartment(wanted, current)).toBe(alreadyDone);
    expect(seedHotline(sampleHotline(), undefined)).toMatchObject({ contract: { type: 'HotlineChanged' } });
    expect(seedHotline(sampleHotline(), sampleHotline())).toBe(alreadyDone);
  });
});

describe('a new year', () => {
  it('adds its holidays and changes nothing else', () => {
    const decision = renewDepartment(2027, departmentOf(2026));
    expect(decision).toMatchObject({ state: { ...departmentOf(2026), holidayDates: departmentOf(2027).holidayDates } });
  });

  it('is nothing new where the holidays reach far enough', () => {
    expect(renewDepartment(2026, departmentOf(2026))).toBe(alreadyDone);
    expect(renewDepartment(2026, undefined)).toBe(alreadyDone);
    expect(renewHotline(2026, undefined)).toBe(alreadyDone);
  });

  function departmentOf(year: number) {
    return { ...departmentFrom(current, year), revision: 3 };
  }
});
