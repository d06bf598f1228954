import { Unavailable } from '@serviceportal/shared/errors';
import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
} from 'openid-client';
import { z } from 'zod';
import { type DeskConfig, roleReadingOf } from '../config.ts';
import type { IdentityProvider } from './provider.ts';
import { beginSession, isMadeOutTo, type Session } from './session.ts';

/** What a browser keeps, sealed, while its person is at the provider. */
export const Attempt = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Where to go on to afterwards, as an address of the desk. */
  to: z.string(),
});
export type Attempt = z.infer<typeof Attempt>;

/** Why nobody is signed in: `declined` by the person or provider, `mismatched` what came back, `audience` of the token. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  readonly reason: 'declined' | 'mismatched' | 'audience';

  constructor(reason: SignInFailed['reason'], options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** The authorization code flow with PKCE, state and nonce. Every call is `Unavailable` while the provider is away. */
export interface Authorization {
  start(to: string): Promise<{ attempt: Attempt; url: URL }>;
  /** `search` is the query the provider sent back. Throws `SignInFailed`. */
  finish(attempt: Attempt, search: string): Promise<Session>;
  /**
   * Where the provider ends its own session; undefined if it has no such page. It holds no token, which would stay in
   * histories and logs: the provider knows its session by its own cookie, and may ask before it ends it.
   */
  endUrl(): Promise<URL | undefined>;
}

type Config = Pick<DeskConfig, 'DESK_URL' | 'OIDC_SCOPE' | 'OIDC_AUDIENCE' | 'OIDC_ROLES_CLAIM' | 'OIDC_ROLE_MAP'>;

export function createAuthorization(config: Config, provider: IdentityProvider): Authorization {
  const redirectUri = `${config.DESK_URL}/sign-in/callback`;
  return {
    async start(to) {
      const attempt = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), to };
      const url = buildAuthorizationUrl(await provider.configuration(), {
        redirect_uri: redirectUri,
        scope: config.OIDC_SCOPE,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      });
      return { attempt, url };
    },

    async finish({ state, nonce, verifier }, search) {
      const configuration = await provider.configuration();
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      try {
        const tokens = await authorizationCodeGrant(configuration, new URL(redirectUri + search), checks);
        const claims = tokens.claims();
        if (!claims) throw new SignInFailed('mismatched');
        if (!isMadeOutTo(tokens.access_token, config.OIDC_AUDIENCE)) throw new SignInFailed('audience');
        return beginSession(tokens, claims, roleReadingOf(config), Math.floor(Date.now() / 1000));
      } catch (cause) {
        throw failure(cause);
      }
    },

    async endUrl() {
      const configuration = await provider.configuration();
      if (!configuration.serverMetadata().end_session_endpoint) return undefined;
      return buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${config.DESK_URL}/` });
    },
  };
}

/** Answers of the provider's that nobody can sign in with are no failed sign-in: it works again when the provider does. */
const PROVIDER_AT_FAULT = [
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
];

function failure(cause: unknown): Error {
  if (cause instanceof SignInFailed || cause instanceof Unavailable) return cause;
  if (cause instanceof AuthorizationResponseError) return new SignInFailed('declined', { cause });
  const answered = cause instanceof ResponseBodyError && cause.status < 500;
  const refused = cause instanceof ClientError && !PROVIDER_AT_FAULT.includes(cause.code ?? '');
  if (answered || refused) return new SignInFailed('mismatched', { cause });
  return new Unavailable('the identity provider cannot be reached', { cause });
}
