import { expect, it } from '@jest/globals';
import { oneLine } from './values.ts';

it.each([
  ['  Geburtsurkunde ', 'Geburtsurkunde'],
  ['Urkunde\r\nBcc: jemand@example.de', 'Urkunde Bcc: jemand@example.de'],
  ['Urkunde\u2028zwei\u2029drei\u0085vier', 'Urkunde zwei drei vier'],
  ['Urkunde\u001b[2J\tneu', 'Urkunde [2J neu'],
  ['\nUrkunde für Zoë 🎂\n', 'Urkunde für Zoë 🎂'],
])('%j is one line: %j', (given, line) => expect(oneLine(40).parse(given)).toBe(line));

it('is measured as it is kept, and may be empty only where that is said', () => {
  expect(oneLine(3).parse('\n\nabc\n')).toBe('abc');
  expect(oneLine(3).safeParse('abcd').success).toBe(false);
  expect(oneLine(3).safeParse('\r\n').success).toBe(false);
  expect(oneLine(3, 0).parse('\r\n')).toBe('');
});
