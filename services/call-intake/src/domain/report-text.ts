/** So many digits at the end of a number are the same in every notation of it. */
const SUBSCRIBER_DIGITS = 7;

/**
 * Whether a text that nobody could read tells of the person: their address in any case of letters, or their number (E.164)
 * in any notation, with or without country and area code. It rather finds one too many.
 */
export function tellsOf(
  text: string,
  { phone, email }: { phone?: string | undefined; email?: string | undefined },
): boolean {
  if (email !== undefined && text.toLowerCase().includes(email.toLowerCase())) return true;
  if (phone === undefined) return false;
  const digits = phone.slice(-Math.max(SUBSCRIBER_DIGITS, phone.length - 3));
  // Of each run of digits and what people put between them.
  return (text.match(/\d[\d\s()/.+-]*/g) ?? []).some((run) => run.replace(/\D/g, '').includes(digits));
}
