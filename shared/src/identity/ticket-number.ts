import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Crockford's base32: no I, L, O and U, so that it can be read out and written down. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** A ticket's id as it is kept: `7K3Q9F2M`. */
export const TicketId = z
  .string()
  .regex(new RegExp(`^[${ALPHABET}]{${LENGTH}}$`), 'must be a ticket number like 7K3Q-9F2M')
  .describe('8 characters of Crockford base32');

/** Derives the id from what caused the ticket, so the same cause never makes two; `salt` > 0 when another ticket has it. */
export function ticketIdFrom(cause: string, salt = 0): string {
  const hash = createHash('sha256').update(`ticket\n${salt}\n${cause}`).digest();
  // Five bytes are exactly eight digits of base 32.
  let number = hash.readUIntBE(0, 5);
  let id = '';
  for (let digit = 0; digit < LENGTH; digit++) {
    id = ALPHABET.charAt(number % 32) + id;
    number = Math.floor(number / 32);
  }
  return id;
}

/** `7K3Q9F2M` → `7K3Q-9F2M`. */
export function displayTicketId(ticketId: string): string {
  return `${ticketId.slice(0, 4)}-${ticketId.slice(4)}`;
}

/** What people type (`7k3q 9f2m`, O for 0, I or L for 1, any dash or none) → the id, or undefined. */
export function parseTicketNumber(text: string): string | undefined {
  const typed = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}_.]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return TicketId.safeParse(typed).data;
}

/** In a command: a ticket's number in any usual spelling in, its id out. */
export const TicketNumber = z
  .string()
  .max(40, 'must be a ticket number like 7K3Q-9F2M')
  .transform((text) => parseTicketNumber(text) ?? '')
  .pipe(TicketId)
  .describe('a ticket number like 7K3Q-9F2M, in any spelling');
