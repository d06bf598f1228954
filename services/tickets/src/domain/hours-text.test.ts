import { expect, it } from '@jest/globals';
import { parseHours } from '@serviceportal/shared/time';
import { hoursText } from './hours-text.ts';

it.each([
  ['Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off', 'Mo–Do 8:00–17:00 Uhr, Fr 8:00–13:00 Uhr'],
  ['Tu 08:30-12:30,14:00-16:00; Th 14:00-17:30', 'Di 8:30–12:30 und 14:00–16:00 Uhr, Do 14:00–17:30 Uhr'],
  ['Mo,We,Fr 08:00-12:00', 'Mo 8:00–12:00 Uhr, Mi 8:00–12:00 Uhr, Fr 8:00–12:00 Uhr'],
  ['24/7', 'Mo–So 0:00–24:00 Uhr'],
  ['off', ''],
])('%s reads %s', (hours, expected) => expect(hoursText(parseHours(hours))).toBe(expected));

it('reads in English, too', () => {
  const hours = parseHours('Tu 08:30-12:30,14:00-16:00; Th 14:00-17:30; Fr 08:00-13:00');
  expect(hoursText(hours, 'en')).toBe('Tue 8:30–12:30 and 14:00–16:00, Thu 14:00–17:30, Fri 8:00–13:00');
});
