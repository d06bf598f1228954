import { expect, it } from '@jest/globals';
import { announcementAt } from './announcement.ts';
import { createCalendar } from './calendar.ts';
import type { Closure } from './closure.ts';
import { parseHours } from './opening-hours.ts';
import { Temporal } from './temporal.ts';

const zone = 'Europe/Berlin';
const hours = 'Mo-Th 08:00-12:30,14:00-17:00; Fr 08:00-13:00; PH off';
const spoken = 'montags bis donnerstags von 8 bis 12:30 Uhr und von 14 bis 17 Uhr sowie freitags von 8 bis 13 Uhr';
const between: Closure = { from: '2026-12-28', to: '2026-12-31', kind: 'closed' };
const duty: Closure = { ...between, kind: 'emergency', hours: [{ from: '09:00', to: '12:00' }] };

function said(wall: string, text: string, ...exceptions: Closure[]): string | undefined {
  const week = parseHours(text);
  const calendar = createCalendar({
    zone,
    hours: week,
    holidays: ['2026-12-25', '2026-12-26', '2027-01-01'],
    exceptions,
  });
  const at = Temporal.PlainDateTime.from(wall.replace(' ', 'T')).toZonedDateTime(zone).toInstant();
  return announcementAt({ who: 'Das Standesamt', week, calendar }, at);
}

const closed = (again: string) =>
  `Das Standesamt ist zurzeit nicht besetzt. Die Servicezeiten sind ${spoken}. Wieder für Sie da sind wir ${again}.`;

it.each<[string, string, Closure[], string | undefined]>([
  ['nothing while it is open', '2026-11-23 10:00', [], undefined],
  ['nothing on a closure’s day without an announcement, while open', '2026-12-28 10:00', [duty], undefined],
  ['the hours at noon', '2026-11-23 12:30', [], closed('heute ab 14 Uhr')],
  ['the hours in the evening', '2026-11-23 17:00', [], closed('morgen ab 8 Uhr')],
  ['the day after a weekend', '2026-11-27 13:00', [], closed('am Montag, 30. November, ab 8 Uhr')],
  ['the day after holidays and a closure', '2026-12-24 17:00', [between], closed('am Montag, 4. Januar, ab 8 Uhr')],
  ['emergency duty as the next opening', '2026-12-24 17:00', [duty], closed('am Montag, 28. Dezember, ab 9 Uhr')],
  ['a closure’s own words, all day', '2026-12-28 03:00', [{ ...between, announcement: 'Ferien.' }], 'Ferien.'],
  [
    'them while it is open too',
    '2026-12-28 10:00',
    [{ ...duty, announcement: 'Nur Sterbefälle.' }],
    'Nur Sterbefälle.',
  ],
  [
    'the last closure’s words where two cover the day',
    '2026-12-28 10:00',
    [{ ...between, announcement: 'Ferien.' }, duty],
    undefined,
  ],
])('tells %s', (_what, wall, closures, expected) => expect(said(wall, hours, ...closures)).toBe(expected));

it('says only what there is to say of an office that never opens', () => {
  expect(said('2026-11-23 10:00', 'off')).toBe('Das Standesamt ist zurzeit nicht besetzt.');
});
