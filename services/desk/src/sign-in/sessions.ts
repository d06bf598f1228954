import type { Request, Response } from 'express';
import type { Logger } from '@serviceportal/shared/telemetry';
import { type DeskConfig, roleReadingOf } from '../config.ts';
import type { IdentityProvider } from './provider.ts';
import { createRenewal } from './renewal.ts';
import { createSealedCookie } from './sealed-cookie.ts';
import { Session } from './session.ts';

/** The sessions of all browsers: each in its own cookie, none in memory. */
export interface Sessions {
  /** Whether the request brings a session, valid or not. */
  brings(req: Request): boolean;
  /**
   * Who is signed in, with an access token that is valid now. Writes the cookie anew when it was renewed and clears it when
   * the session is over. `Unavailable` when it must be renewed and the provider cannot be reached.
   */
  current(req: Request, res: Response): Promise<Session | undefined>;
  /** As it stands in the cookie, its token perhaps at its end. */
  read(req: Request): Promise<Session | undefined>;
  begin(req: Request, res: Response, session: Session): Promise<void>;
  end(req: Request, res: Response): void;
}

export function createSessions(
  config: Pick<DeskConfig, 'SESSION_KEY' | 'DESK_URL' | 'OIDC_ROLES_CLAIM' | 'OIDC_ROLE_MAP'>,
  provider: IdentityProvider,
  logger: Logger,
): Sessions {
  const cookie = createSealedCookie({
    name: 'session',
    content: Session,
    secret: config.SESSION_KEY,
    secure: config.DESK_URL.startsWith('https:'),
  });
  const renew = createRenewal(provider, roleReadingOf(config), logger, () => Math.floor(Date.now() / 1000));

  return {
    brings: (req) => cookie.has(req),
    read: (req) => cookie.read(req),
    async current(req, res) {
      if (!cookie.has(req)) return undefined;
      const session = await cookie.read(req);
      const renewed = session && (await renew(session));
      if (!renewed) cookie.clear(req, res);
      else if (renewed !== session) await cookie.write(req, res, renewed, renewed.until);
      return renewed;
    },
    begin: (req, res, session) => cookie.write(req, res, session, session.until),
    end: (req, res) => cookie.clear(req, res),
  };
}
