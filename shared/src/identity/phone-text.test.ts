import { describe, expect, it } from '@jest/globals';
import { phoneText } from './phone-text.ts';

const KREFELD = '+492151860';

describe('phoneText', () => {
  it.each([
    ['an extension', '+492151862351', KREFELD, '02151 86-2351'],
    ['the exchange itself', '+492151860', KREFELD, '02151 86-0'],
    ['another exchange of the city', '+4921513660390', KREFELD, '02151 3660390'],
    ['another city', '+49221471010', KREFELD, '0221 471010'],
    ['a mobile', '+4915155501234', KREFELD, '01515 5501234'],
    ['a foreign number', '+31207000000', KREFELD, '+31207000000'],
    ['without an exchange', '+492151862351', undefined, '02151 862351'],
    ['no number at all', 'Pforte', KREFELD, 'Pforte'],
  ])('%s', (_what, number, exchange, text) => {
    expect(phoneText(number, exchange)).toBe(text);
  });
});
