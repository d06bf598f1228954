import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { z } from 'zod';

/** A phone number as it is kept: `+492151862164`. */
export const E164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number like +492151862164');

const LONGEST_NOTATION = 60;
const EXAMPLE = 'for example 02151 86-2164 or +49 2151 862164';

let homeAreaCode: string | undefined;

/** The area code (without 0) that local numbers like `86-2164` belong to: that of the city this process serves. */
export function setHomeAreaCode(areaCode: string | undefined): void {
  homeAreaCode = areaCode;
}

/** The text is no number one could call back; `message` completes a sentence that begins with the field's name. */
export class NotAPhoneNumber extends Error {
  override readonly name = 'NotAPhoneNumber';
}

/**
 * Reads what people write: `02151/86-2164`, `0 21 51 / 86 21 64`, `+49 (0) 2151 86-0`, in the city also `86-2164`.
 * Gives E.164 of a number that can be called back, else throws `NotAPhoneNumber`.
 */
export function parsePhone(text: string, { areaCode = homeAreaCode }: { areaCode?: string } = {}): string {
  const typed = text
    .normalize('NFKC')
    .trim()
    .replace(/^\((\+\d+)\)/, '$1');
  if (typed === '' || typed.length > LONGEST_NOTATION) throw new NotAPhoneNumber(`must be a phone number, ${EXAMPLE}`);
  if (/\p{L}/u.test(typed)) throw new NotAPhoneNumber(`must be a phone number without letters, ${EXAMPLE}`);
  const digits = typed.replace(/\D/g, '');
  if (isServiceNumber(digits, areaCode)) throw new NotAPhoneNumber('must not be an emergency or service number');

  const parsed = parsePhoneNumberFromString(withAreaCode(typed, digits, areaCode), {
    defaultCountry: 'DE',
    extract: false,
  });
  if (!parsed?.isValid() || parsed.ext) throw new NotAPhoneNumber(`must be a phone number that exists, ${EXAMPLE}`);
  if (parsed.getType() === 'PREMIUM_RATE') throw new NotAPhoneNumber('must not be a premium rate number');
  return parsed.number;
}

/** 110, 112, 115, 116117, 118xx: callable, but nobody's number; also behind +49 or the city's own area code. */
function isServiceNumber(digits: string, areaCode: string | undefined): boolean {
  const national = digits.replace(/^(00)?49(?=11)/, '');
  const local = areaCode ? national.replace(new RegExp(`^(0|0049|49)${areaCode}(?=11[02]$)`), '') : national;
  return /^11([02-5]|6\d{3}|8\d{1,3})$/.test(local);
}

function withAreaCode(typed: string, digits: string, areaCode: string | undefined): string {
  if (/^\(?[+0]/.test(typed)) return typed;
  // Telephone systems often leave out the + of an international number.
  if (digits.startsWith('49') && digits.length >= 11) return `+${digits}`;
  if (!areaCode) throw new NotAPhoneNumber(`must be a phone number with its area code, ${EXAMPLE}`);
  // `86-0` is somebody's number; `12` and `123` are slips the numbering plan would let pass.
  if (digits.length < 4 && !/\d\D+0$/.test(typed))
    throw new NotAPhoneNumber(`must be a phone number that exists, ${EXAMPLE}`);
  return `0${areaCode} ${typed}`;
}

/** In a command: any usual notation in, E.164 out. */
export const Phone = z
  .string()
  .max(LONGEST_NOTATION, `must be a phone number, ${EXAMPLE}`)
  .transform((text, context) => {
    try {
      return parsePhone(text);
    } catch (error) {
      if (!(error instanceof NotAPhoneNumber)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  })
  .pipe(E164)
  .describe('a phone number in any usual German notation, kept as E.164');

const WITHHELD = /^(|anonymous|anonym|unknown|unbekannt|withheld|restricted|private|unavailable|unterdr(ü|ue)ckt)$/;

/** The number a call comes from. Withheld numbers are legal callers: `anonymous`, an empty text, null and the like give undefined. */
export const CallerNumber = z
  .string()
  .max(LONGEST_NOTATION, `must be a phone number, ${EXAMPLE}`)
  .nullable()
  .transform((text) => (text === null || isWithheld(text) ? undefined : text))
  .pipe(Phone.optional())
  .describe('a phone number in any usual German notation, kept as E.164; null, empty or "anonymous" when withheld');

/** Whether a telephone system says that the caller hides the number. */
export function isWithheld(text: string): boolean {
  return WITHHELD.test(text.normalize('NFC').trim().toLowerCase());
}

/** For lists and screens that need no more: `…164`. */
export function maskPhone(phone: string): string {
  return `…${phone.slice(-3)}`;
}
