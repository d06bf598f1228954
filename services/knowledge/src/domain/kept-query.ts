const LONGEST = 200;
const PLACES_AROUND_AT = /\s{0,3}@\s{0,3}/g;
/** Five digits or more, however they are grouped: phone numbers, account numbers, birthdays, a ticket's PIN. */
const LONG_NUMBER = /[+(]*\p{Nd}(?:[\s()/.,:–-]{0,3}\p{Nd}){4,}\)?/gu;
/** A ticket's number as it is shown: 7K3Q-9F2M. */
const TICKET_NUMBER = /^(?=.*\d)[0-9A-Z]{4}-[0-9A-Z]{4}[.,;:?!]*$/i;

/**
 * What of a caller's or agent's words may be kept: without what looks like mail addresses, phone and other long numbers,
 * in one line of at most 200 characters. A name cannot be told from a concern, so it stays.
 */
export function keptQuery(text: string): string {
  const words = text
    .toWellFormed()
    .normalize('NFKC')
    .replace(/\p{Cc}/gu, ' ')
    .replace(PLACES_AROUND_AT, '@')
    .replace(LONG_NUMBER, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && !word.includes('@') && !TICKET_NUMBER.test(word));
  return words.join(' ').slice(0, LONGEST).toWellFormed().trim();
}
