/** What a browser says of where a request comes from; pages cannot change it. */
export interface RequestOrigin {
  method: string;
  /** `Origin`. */
  origin: string | undefined;
  /** `Sec-Fetch-Site`. */
  fetchSite: string | undefined;
}

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Whether a request that carries a session may do something: a page of another site can send one, cookie and all, but
 * not as ours. Whoever says nothing of where it comes from is refused; programs send a token instead of a cookie.
 */
export function mayAct({ method, origin, fetchSite }: RequestOrigin, deskUrl: string): boolean {
  if (SAFE.includes(method)) return true;
  if (origin === undefined && fetchSite === undefined) return false;
  return (origin === undefined || origin === deskUrl) && (fetchSite === undefined || fetchSite === 'same-origin');
}
