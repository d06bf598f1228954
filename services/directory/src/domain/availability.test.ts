import { describe, expect, it } from '@jest/globals';
import type { Department, Presence } from '@serviceportal/shared/contracts';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { at, BERLIN, calendarOf, sampleDepartment } from '../../test/sample-department.ts';
import { availabilityOf } from './availability.ts';

/** Without what every closed department tells, its hours. */
function availability(wall: string, changes: Partial<Department> = {}, said?: Partial<Presence>) {
  const { announcement, ...rest } = answer(wall, changes, said);
  return announcement?.startsWith('Der Fachbereich Standesamt ist zurzeit nicht besetzt.')
    ? rest
    : { ...rest, ...(announcement && { announcement }) };
}

function answer(wall: string, changes: Partial<Department> = {}, said?: Partial<Presence>) {
  const department = sampleDepartment(changes);
  const presence = said && { departmentId: 'standesamt', staffed: false, changedAt: '', revision: 1, ...said };
  const { number, ...rest } = availabilityOf(department, presence, calendarOf(department), at(wall));
  expect(number).toBe('+492151862351');
  return JSON.parse(JSON.stringify(rest)) as { announcement?: string };
}

const betriebsferien: Department['closures'][number] = {
  from: '2026-12-28',
  to: '2026-12-31',
  kind: 'closed',
  why: 'Betriebsferien',
  announcement: 'Ab dem 4. Januar sind wir wieder da.',
};

describe('a department that has joined', () => {
  it.each<[string, string, Partial<Department>, object]>([
    ['in its hours', '2026-11-23 10:00', {}, { state: 'open', openUntil: '2026-11-23T17:00:00+01:00' }],
    ['at the very opening', '2026-11-23 08:00', {}, { state: 'open', openUntil: '2026-11-23T17:00:00+01:00' }],
    ['at closing time', '2026-11-23 17:00', {}, { state: 'closed', opensAt: '2026-11-24T08:00:00+01:00' }],
    ['before the weekend', '2026-11-27 13:30', {}, { state: 'closed', opensAt: '2026-11-30T08:00:00+01:00' }],
    [
      'on a holiday',
      '2026-12-25 10:00',
      {},
      { state: 'closed', opensAt: '2026-12-28T08:00:00+01:00', why: 'Feiertag' },
    ],
    [
      'in a closure',
      '2026-12-28 10:00',
      { closures: [betriebsferien] },
      {
        state: 'closed',
        opensAt: '2027-01-04T08:00:00+01:00',
        why: 'Betriebsferien',
        announcement: 'Ab dem 4. Januar sind wir wieder da.',
      },
    ],
    [
      'on emergency duty',
      '2026-12-26 09:30',
      {
        closures: [
          {
            from: '2026-12-26',
            to: '2026-12-26',
            kind: 'emergency',
            hours: [{ from: '09:00', to: '12:00' }],
            announcement: 'Nur Sterbefälle.',
          },
        ],
      },
      { state: 'open', openUntil: '2026-12-26T12:00:00+01:00', announcement: 'Nur Sterbefälle.' },
    ],
    ['that never opens', '2026-11-23 10:00', { hours: 'off' }, { state: 'closed' }],
    ['that never closes', '2026-11-23 10:00', { hours: '24/7' }, { state: 'open' }],
    [
      'on its first day',
      '2026-11-23 10:00',
      { onboardedOn: '2026-11-23' },
      { state: 'open', openUntil: '2026-11-23T17:00:00+01:00' },
    ],
  ])('%s', (_when, wall, changes, expected) => {
    expect(availability(wall, changes)).toEqual(expected);
  });
});

describe('a department that has not joined', () => {
  const notYet = { state: 'not-onboarded' };
  it.each<[string, string, Partial<Department>, object]>([
    ['names its hours while open', '2026-11-23 10:00', {}, { ...notYet, openUntil: '2026-11-23T17:00:00+01:00' }],
    ['names its next opening', '2026-11-23 18:00', {}, { ...notYet, opensAt: '2026-11-24T08:00:00+01:00' }],
    [
      'joins tomorrow',
      '2026-11-23 10:00',
      { onboardedOn: '2026-11-24' },
      { ...notYet, openUntil: '2026-11-23T17:00:00+01:00' },
    ],
    ['never opens', '2026-11-23 10:00', { hours: 'off' }, notYet],
  ])('%s', (_when, wall, changes, expected) => {
    expect(availability(wall, { onboardedOn: undefined, ...changes })).toEqual(expected);
  });

  it('joins at midnight in the city, which is another moment in UTC', () => {
    const changes = { hours: '24/7', onboardedOn: '2026-11-24' };
    expect(availability('2026-11-23 23:59', changes)).toMatchObject(notYet);
    expect(availability('2026-11-24 00:00', changes)).toMatchObject({ state: 'open' });
  });

  it('cannot be opened by presence', () => {
    expect(availability('2026-11-23 10:00', { onboardedOn: undefined }, { staffed: true })).toMatchObject(notYet);
  });
});

describe('a department that says whether somebody is there', () => {
  const until = '2026-11-23T14:00:00+01:00';
  it.each<[string, string, Partial<Presence>, object]>([
    ['is unstaffed until then', '2026-11-23 10:00', { until }, { state: 'unstaffed', opensAt: until }],
    ['is believed until just before', '2026-11-23 13:59', { until }, { state: 'unstaffed', opensAt: until }],
    [
      'is open again at that moment',
      '2026-11-23 14:00',
      { until },
      { state: 'open', openUntil: '2026-11-23T17:00:00+01:00' },
    ],
    [
      'is expected at the opening after an absence that ends at night',
      '2026-11-23 10:00',
      { until: '2026-11-23T20:00:00+01:00', why: 'Personalversammlung' },
      { state: 'unstaffed', opensAt: '2026-11-24T08:00:00+01:00', why: 'Personalversammlung' },
    ],
    ['may be back any moment where it says no end', '2026-11-23 10:00', {}, { state: 'unstaffed' }],
    ['is closed all the same', '2026-11-23 18:00', {}, { state: 'closed', opensAt: '2026-11-24T08:00:00+01:00' }],
    [
      'is closed, and not back before an absence ends',
      '2026-11-23 18:00',
      { until: '2026-11-24T11:00:00+01:00' },
      { state: 'closed', opensAt: '2026-11-24T11:00:00+01:00' },
    ],
    [
      'is closed, and back at the opening after an absence of days',
      '2026-11-23 18:00',
      { until: '2026-11-25T18:00:00+01:00' },
      { state: 'closed', opensAt: '2026-11-26T08:00:00+01:00' },
    ],
    [
      'is closed, with an absence that ends before it opens',
      '2026-11-23 18:00',
      { until: '2026-11-24T08:00:00+01:00' },
      { state: 'closed', opensAt: '2026-11-24T08:00:00+01:00' },
    ],
    [
      'is closed, whatever it says of being staffed',
      '2026-11-23 18:00',
      { staffed: true, until: '2026-11-25T12:00:00+01:00' },
      { state: 'closed', opensAt: '2026-11-24T08:00:00+01:00' },
    ],
    [
      'cannot open outside its hours',
      '2026-11-23 18:00',
      { staffed: true },
      { state: 'closed', opensAt: '2026-11-24T08:00:00+01:00' },
    ],
    ['is staffed', '2026-11-23 10:00', { staffed: true }, { state: 'open', openUntil: '2026-11-23T17:00:00+01:00' }],
  ])('%s', (_what, wall, said, expected) => {
    expect(availability(wall, {}, said)).toEqual(expected);
  });
});

describe('a department on emergency duty between holidays', () => {
  const duty: Department['closures'][number] = {
    from: '2026-12-29',
    to: '2026-12-29',
    kind: 'emergency',
    hours: [{ from: '09:00', to: '12:00' }],
  };
  const closures = [betriebsferien, duty];
  it.each<[string, string, Partial<Presence> | undefined, string]>([
    ['is expected then', '2026-12-28 10:00', undefined, '2026-12-29T09:00:00+01:00'],
    [
      'isn’t before an absence is over',
      '2026-12-28 10:00',
      { until: '2026-12-29T10:30:00+01:00' },
      '2026-12-29T10:30:00+01:00',
    ],
    [
      'isn’t where an absence lasts longer',
      '2026-12-28 10:00',
      { until: '2026-12-30T12:00:00+01:00' },
      '2027-01-04T08:00:00+01:00',
    ],
    [
      'is away in the midst of it',
      '2026-12-29 09:30',
      { until: '2026-12-29T11:00:00+01:00' },
      '2026-12-29T11:00:00+01:00',
    ],
    ['is back after the holidays', '2026-12-29 12:00', undefined, '2027-01-04T08:00:00+01:00'],
  ])('%s', (_what, wall, said, opensAt) => {
    expect(availability(wall, { closures }, said)).toMatchObject({ opensAt });
  });
});

describe('what callers are told', () => {
  const hours =
    'Der Fachbereich Standesamt ist zurzeit nicht besetzt. Die Servicezeiten sind montags bis donnerstags von 8 bis ' +
    '17 Uhr sowie freitags von 8 bis 13 Uhr. Wieder für Sie da sind wir morgen ab 8 Uhr.';
  it.each<[string, string, Partial<Department>, string | undefined]>([
    ['nothing while it is open', '2026-11-23 10:00', {}, undefined],
    ['its hours', '2026-11-23 18:00', {}, hours],
    ['the hours of one that has not joined', '2026-11-23 18:00', { onboardedOn: undefined }, hours],
    ['the words of the closure', '2026-12-28 10:00', { closures: [betriebsferien] }, betriebsferien.announcement],
  ])('%s', (_what, wall, changes, announcement) => {
    expect(answer(wall, changes).announcement).toBe(announcement);
  });
});

describe('any answer', () => {
  const start = at('2026-11-01 00:00');
  const minute = fc.integer({ min: 0, max: 90 * 24 * 60 });
  const presence = fc.option(fc.record({ staffed: fc.boolean(), until: fc.option(minute, { nil: undefined }) }), {
    nil: undefined,
  });
  const hours = fc.constantFrom('Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off', 'Fr-Su 22:00-02:00', 'off', '24/7');
  const onboardedOn = fc.constantFrom(undefined, '2022-08-01', '2026-12-15');

  it('is open only in the hours of a staffed department that has joined, and looks ahead, never back', () => {
    fc.assert(
      fc.property(minute, presence, hours, onboardedOn, (minutes, said, text, joined) => {
        const moment = start.add({ minutes });
        const department = sampleDepartment({ hours: text, onboardedOn: joined });
        const calendar = calendarOf(department);
        const until = said?.until === undefined ? undefined : start.add({ minutes: said.until });
        const believed = until === undefined || Temporal.Instant.compare(moment, until) < 0;
        const stored = said && {
          departmentId: 'standesamt',
          staffed: said.staffed,
          until: until && formatTimestamp(until, BERLIN),
          changedAt: '',
          revision: 1,
        };

        const { state, opensAt, openUntil, announcement } = availabilityOf(department, stored, calendar, moment);

        const today = moment.toZonedDateTimeISO(BERLIN).toPlainDate().toString();
        const hasJoined = joined !== undefined && joined <= today;
        const staffed = !said || said.staffed || !believed;
        expect(state === 'open').toBe(hasJoined && calendar.isOpen(moment) && staffed);
        expect(state === 'not-onboarded').toBe(!hasJoined);
        for (const later of [opensAt, openUntil]) {
          if (later) expect(Temporal.Instant.compare(Temporal.Instant.from(later), moment)).toBe(1);
        }
        if (opensAt) expect(calendar.isOpen(Temporal.Instant.from(opensAt))).toBe(true);
        if (openUntil) expect(calendar.isOpen(Temporal.Instant.from(openUntil))).toBe(false);
        expect(announcement !== undefined).toBe(!calendar.isOpen(moment));
        expect(opensAt !== undefined && openUntil !== undefined).toBe(false);
      }),
    );
  });
});
