import type { SmtpReply } from '@serviceportal/shared/contracts';

/** Why a mail was not taken, and whether trying again can help. */
export interface Failure {
  readonly permanent: boolean;
  readonly reply: SmtpReply;
}

/** What went wrong before the server looked at this mail: our settings or the line, never the citizen's address. */
const OURS = new Map([
  ['EAUTH', 'sign-in'],
  ['ENOAUTH', 'sign-in'],
  ['ETLS', 'tls'],
  ['EREQUIRETLS', 'tls'],
  ['EDNS', 'unreachable'],
  ['ESOCKET', 'unreachable'],
  ['ECONNECTION', 'unreachable'],
  ['EPROTOCOL', 'protocol'],
  ['ETIMEDOUT', 'timeout'],
  ['EABORT', 'interrupted'],
]);

/** The server wants credentials, or others: asked for wherever it likes, also at the sender's address. */
const SIGN_IN = new Set([530, 534, 535, 538]);

/**
 * Reads what nodemailer throws. The code tells little (550 and 451 are both `EENVELOPE`), so the server's own three
 * digits decide: 5xx about the mail is final, everything else may pass. Its words stay out: they quote the address.
 */
export function failureOf(cause: unknown): Failure {
  const { code, responseCode, command } = (cause ?? {}) as { code?: string; responseCode?: number; command?: string };
  const ours = SIGN_IN.has(responseCode ?? 0) ? 'sign-in' : OURS.get(code ?? '');
  if (ours) return { permanent: false, reply: { code: responseCode, kind: ours } };
  if (responseCode !== undefined)
    return { permanent: responseCode >= 500, reply: { code: responseCode, kind: 'refused' } };
  // Found by the client before it asked: an address or a size that no server takes.
  if (code === 'EENVELOPE') return { permanent: true, reply: { kind: 'bad-address' } };
  if (code === 'EMESSAGE' && command === 'MAIL FROM') return { permanent: true, reply: { kind: 'too-large' } };
  return { permanent: false, reply: { kind: 'unknown' } };
}
