import type { RoleReading } from '@serviceportal/shared/access';
import { Unavailable } from '@serviceportal/shared/errors';
import type { Logger } from '@serviceportal/shared/telemetry';
import { refreshTokenGrant, ResponseBodyError } from 'openid-client';
import { sessionEnded } from '../facts.ts';
import type { IdentityProvider } from './provider.ts';
import { renewSession, type Session } from './session.ts';

/** New tokens are fetched so long before the old one ends. */
const AHEAD_S = 30;
/** Requests that were on their way with the old cookie get the same new tokens. */
const REMEMBERED_MS = 30_000;

/** The session with an access token that is valid now; undefined when the session is over. */
export type Renew = (session: Session) => Promise<Session | undefined>;

/**
 * Renews silently by refresh token. A page asks for several things at once, and some providers take a token that is used
 * twice for stolen: the same one is used once. `Unavailable` when the token has ended and the provider cannot be reached.
 */
export function createRenewal(
  provider: IdentityProvider,
  reading: RoleReading,
  logger: Logger,
  now: () => number,
): Renew {
  const renewals = new Map<string, Promise<Session | undefined>>();

  async function fetchTokens(session: Session, refreshToken: string): Promise<Session | undefined> {
    try {
      const tokens = await refreshTokenGrant(await provider.configuration(), refreshToken);
      const claims = tokens.claims();
      // Somebody else's tokens would be a fault of the provider; nobody goes on with them.
      return claims && claims.sub !== session.subject ? undefined : renewSession(session, tokens, reading, now());
    } catch (cause) {
      if (cause instanceof ResponseBodyError && cause.error === 'invalid_grant') return undefined;
      if (!(cause instanceof Unavailable)) logger.warn({ err: cause }, 'session could not be renewed');
      // Good until it ends; the next request tries again.
      if (session.accessUntil > now()) return session;
      throw new Unavailable('the identity provider cannot be reached', { cause });
    }
  }

  function shared(session: Session, refreshToken: string): Promise<Session | undefined> {
    const running = renewals.get(refreshToken);
    if (running) return running;
    const renewal = fetchTokens(session, refreshToken);
    renewals.set(refreshToken, renewal);
    const forget = () => void renewals.delete(refreshToken);
    renewal.then((renewed) => {
      if (renewed === undefined) sessionEnded(logger, {});
      if (renewed === session) forget();
      else setTimeout(forget, REMEMBERED_MS).unref();
    }, forget);
    return renewal;
  }

  return async (session) => {
    if (session.accessUntil - AHEAD_S > now()) return session;
    if (session.refreshToken !== undefined) return shared(session, session.refreshToken);
    return session.accessUntil > now() ? session : undefined;
  };
}
