import { expect, it } from '@jest/globals';
import { parseHours } from './opening-hours.ts';
import { spokenHours } from './spoken-hours.ts';

it.each([
  [
    'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off',
    'montags bis donnerstags von 8 bis 17 Uhr sowie freitags von 8 bis 13 Uhr',
  ],
  [
    'Mo-We 08:30-12:30,14:00-16:00; Th 08:30-12:30,14:00-17:30; Fr 08:30-12:30; PH off',
    'montags bis mittwochs von 8:30 bis 12:30 Uhr und von 14 bis 16 Uhr, donnerstags von 8:30 bis 12:30 Uhr und ' +
      'von 14 bis 17:30 Uhr sowie freitags von 8:30 bis 12:30 Uhr',
  ],
  ['Mo,Tu,Th-Sa 09:00-12:00', 'montags, dienstags und donnerstags bis samstags von 9 bis 12 Uhr'],
  ['Mo,We,Fr 08:00-12:00', 'montags, mittwochs und freitags von 8 bis 12 Uhr'],
  ['Su 10:00-24:00; PH 10:00-12:00', 'sonntags von 10 bis 24 Uhr sowie an Feiertagen von 10 bis 12 Uhr'],
  ['Mo-Fr 00:00-24:00', 'montags bis freitags rund um die Uhr'],
  ['24/7', 'rund um die Uhr'],
  ['off', ''],
])('%s is read out as: %s', (hours, expected) => expect(spokenHours(parseHours(hours))).toBe(expected));
