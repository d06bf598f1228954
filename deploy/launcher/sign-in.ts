import { join } from 'node:path';
import type { Say } from '../infrastructure/say.ts';

/** How people sign in, as environment variables: what every service checks tokens by, and what only the desk needs. */
export interface SignIn {
  everyone: { OIDC_ISSUER: string; OIDC_AUDIENCE?: string };
  desk: { DESK_URL: string; DEV_OIDC_DIR: string | undefined };
}

export interface SignInOptions {
  dataDir: string;
  /** Where the desk answers on this machine. */
  localUrl: string;
  /** `OIDC_ISSUER`: the city's provider; without it the desk brings one with demo people. */
  oidcIssuer?: string | undefined;
  /** `DESK_URL`: the desk's public address, where it is not the local one. */
  deskUrl?: string | undefined;
  say: Say;
}

/** Decides where people sign in, and says it. */
export function settleSignIn({ dataDir, localUrl, oidcIssuer, deskUrl, say }: SignInOptions): SignIn {
  const desk = { DESK_URL: deskUrl ?? localUrl };
  if (oidcIssuer) {
    say('Sign-in: the identity provider behind OIDC_ISSUER.');
    return {
      // Its audience, client and scopes stand in the environment, which every process gets.
      everyone: { OIDC_ISSUER: oidcIssuer },
      desk: { ...desk, DEV_OIDC_DIR: undefined },
    };
  }
  say('Sign-in: a development provider of our own with demo people; set OIDC_ISSUER to use another.');
  return {
    everyone: { OIDC_ISSUER: `${desk.DESK_URL}/dev/oidc`, OIDC_AUDIENCE: 'serviceportal' },
    desk: { ...desk, DEV_OIDC_DIR: join(dataDir, 'oidc') },
  };
}
