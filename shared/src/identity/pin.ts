import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The 6 digits that open a ticket's status to the citizen: never stored and never on an event, computed by whoever has
 * the key. A new `version` makes the old PIN worthless.
 */
export function pinFor(key: string, ticketId: string, version: number): string {
  const hash = createHmac('sha256', key).update(`pin\n${ticketId}\n${version}`).digest();
  return String(hash.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}

/** Compares in constant time; spaces and dashes that people put between the digits don't count. */
export function isPin(expected: string, typed: string): boolean {
  const digits = Buffer.from(typed.replace(/[\s\p{Pd}]/gu, ''));
  const wanted = Buffer.from(expected);
  return digits.length === wanted.length && timingSafeEqual(digits, wanted);
}
