import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { CallerNumber, maskPhone, NotAPhoneNumber, parsePhone, Phone, setHomeAreaCode } from './phone.ts';

const KREFELD = { areaCode: '2151' };

beforeEach(() => setHomeAreaCode('2151'));
afterEach(() => setHomeAreaCode(undefined));

describe('a phone number as people write it', () => {
  it.each([
    ['02151 86-0', '+492151860'],
    ['02151/86-2164', '+492151862164'],
    ['0 21 51 / 86 21 64', '+492151862164'],
    ['(02151) 86.2164', '+492151862164'],
    ['+49 (0) 2151 86-0', '+492151860'],
    ['+49 (0)2151-86 0', '+492151860'],
    ['(+49) 2151 860', '+492151860'],
    ['0049 2151 860', '+492151860'],
    ['492151862164', '+492151862164'],
    ['02151–86–2164', '+492151862164'],
    ['  02151\u00a086\u20110 ', '+492151860'],
    ['０２１５１ 860', '+492151860'],
    ['86-2164', '+492151862164'],
    ['86-0', '+492151860'],
    ['3660-3900', '+49215136603900'],
    ['0171 1234567', '+491711234567'],
    ['030 1234567', '+49301234567'],
    ['+31 20 123 4567', '+31201234567'],
    ['+1 212 555 2368', '+12125552368'],
  ])('%j is %s', (text, e164) => {
    expect(parsePhone(text, KREFELD)).toBe(e164);
  });

  it.each([
    [''],
    ['   '],
    ['anonymous'],
    ['abc'],
    ['0800 FLOWERS'],
    ['02151 86-16 10 (Frau X)'],
    ['Durchwahl 123'],
    ['1'.repeat(40)],
    ['0'.repeat(20)],
    ['+49'],
    ['++492151860'],
    ['02151 1'],
    ['02151 123456789012345'],
    ['+999 12345678'],
    ['110'],
    ['112'],
    ['1 1 2'],
    ['115'],
    ['116117'],
    ['11833'],
    ['+49 110'],
    ['0049 112'],
    ['02151 110'],
    ['+49 2151 112'],
    ['*31#02151860'],
    ['02151 860;drop'],
    ['02151 86-2181 und 86-2187'],
    ['02151 86\u00002164'],
  ])('%j is refused', (text) => {
    expect(() => parsePhone(text, KREFELD)).toThrow(NotAPhoneNumber);
  });

  it('asks for the area code where no home is known', () => {
    setHomeAreaCode(undefined);
    expect(() => parsePhone('86-2164')).toThrow(/area code/);
  });

  it('reads its own result again as the same number, and never throws anything else', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 70, unit: 'grapheme' }), (text) => {
        let e164: string;
        try {
          e164 = parsePhone(text, KREFELD);
        } catch (error) {
          expect(error).toBeInstanceOf(NotAPhoneNumber);
          return;
        }
        expect(parsePhone(e164, KREFELD)).toBe(e164);
      }),
    );
  });

  it('does not depend on the spaces, slashes, dots and dashes between the digits', () => {
    const separator = fc.constantFrom('', ' ', '-', '/', '.', ' / ', '\u00a0', '–');
    const digits = [...'2151862164'];
    fc.assert(
      fc.property(fc.array(separator, { minLength: 10, maxLength: 10 }), (separators) => {
        expect(parsePhone('0' + digits.map((digit, i) => digit + (separators[i] ?? '')).join(''))).toBe(
          '+492151862164',
        );
      }),
    );
  });
});

describe('in a command', () => {
  it('comes out as E.164, with a message that fits behind the name of the field', () => {
    const citizen = z.strictObject({ phone: Phone.optional() });
    expect(citizen.parse({ phone: '02151/862164' })).toEqual({ phone: '+492151862164' });
    expect(citizen.parse({})).toEqual({});
    expect(citizen.safeParse({ phone: '110' }).error?.issues).toMatchObject([
      { path: ['phone'], message: 'must not be an emergency or service number' },
    ]);
    expect(citizen.safeParse({ phone: '1'.repeat(100_000) }).success).toBe(false);
  });

  it.each(['', ' ', 'anonymous', 'Anonymous', 'unbekannt', 'Unterdrückt', 'unterdru\u0308ckt', null])(
    'a caller who hides the number (%j) is a legal caller',
    (from) => expect(CallerNumber.parse(from)).toBeUndefined(),
  );

  it('a caller with a nonsense number is refused', () => {
    expect(CallerNumber.parse('02151 86-0')).toBe('+492151860');
    expect(CallerNumber.safeParse('abc').success).toBe(false);
  });

  it('has a schema for documents in both directions', () => {
    expect(z.toJSONSchema(Phone, { io: 'input' })).toMatchObject({ type: 'string' });
    expect(z.toJSONSchema(Phone, { io: 'output' })).toMatchObject({ type: 'string' });
    expect(z.toJSONSchema(CallerNumber, { io: 'input' })).toMatchObject({
      anyOf: [{ type: 'string' }, { type: 'null' }],
    });
  });
});

it('shows only the last three digits where that is enough', () => {
  expect(maskPhone('+492151862164')).toBe('…164');
});
