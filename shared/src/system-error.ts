/** The code of an operating system error, like `EEXIST` (also of one made in another realm, as in test runners). */
export function systemErrorCode(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return String(cause.code);
}
