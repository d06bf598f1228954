import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from '@serviceportal/shared/telemetry';
import type { JWK } from 'jose';
import Provider, { type Configuration, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import type { DeskConfig } from '../config.ts';
import { notice, pagePolicy } from '../pages/layout.ts';
import { LONGEST_SESSION_S } from '../sign-in/session.ts';
import { signOutPage } from './pages.ts';
import { PEOPLE } from './people.ts';
import { SIGNING_ALGORITHM } from './signing-key.ts';
import { openStore } from './store.ts';

export type DevelopmentConfig = DeskConfig & { DEV_OIDC_DIR: string };

/** Short, so that renewal is part of every day's work. */
const ACCESS_TOKEN_S = 600;
/** Long enough to come from the provider to the desk, which reads it once. */
const ID_TOKEN_S = 300;
/** The services, as a resource; access tokens for it are JWTs made out to OIDC_AUDIENCE. */
const RESOURCE = 'urn:serviceportal';

/** In seconds. */
const LIFETIMES = {
  AccessToken: ACCESS_TOKEN_S,
  AuthorizationCode: 60,
  Grant: LONGEST_SESSION_S,
  IdToken: ID_TOKEN_S,
  Interaction: 3600,
  RefreshToken: LONGEST_SESSION_S,
  Session: LONGEST_SESSION_S,
};

/** The identity provider with the demo people: OpenID Connect as a city's provider speaks it, without passwords. */
export function createDevelopmentProvider(
  config: DevelopmentConfig,
  key: JWK & { kid: string },
  logger: Logger,
): Provider {
  const provider = new Provider(config.OIDC_ISSUER, configuration(config, key, logger));
  // Behind the launcher's balancing front or a container's port.
  provider.proxy = true;
  provider.on('server_error', (_ctx, error) => logger.error({ err: error }, 'development identity provider failed'));
  return provider;
}

function configuration(config: DevelopmentConfig, key: JWK & { kid: string }, logger: Logger): Configuration {
  return {
    adapter: openStore(join(config.DEV_OIDC_DIR, 'remembered'), logger),
    jwks: { keys: [key] },
    clients: [deskClient(config)],
    cookies: {
      keys: [Buffer.from(hkdfSync('sha256', config.SESSION_KEY, '', 'development provider', 32)).toString('hex')],
    },
    claims: { openid: ['sub'], profile: ['name', 'roles'] },
    // As cities' providers do, so that no second request is needed: the start page shows name and roles.
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: [SIGNING_ALGORITHM] },
    findAccount: (_ctx, id) => {
      const person = PEOPLE.find((each) => each.person === id);
      return person && { accountId: id, claims: () => ({ sub: id, name: person.name, roles: [...person.roles] }) };
    },
    extraTokenClaims: (_ctx, token) => {
      const id = 'accountId' in token ? token.accountId : undefined;
      return { roles: PEOPLE.find(({ person }) => person === id)?.roles };
    },
    features: features(config),
    interactions: { url: (_ctx, { uid }) => `${new URL(config.OIDC_ISSUER).pathname}/interaction/${uid}` },
    loadExistingGrant: grantEverything,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // Two replicas may renew the same session at once.
    rotateRefreshToken: false,
    pkce: { required: () => true },
    renderError: sayWhatFailed,
    ttl: LIFETIMES,
  };
}

function features(config: DevelopmentConfig): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => RESOURCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => resourceServer(config),
    },
    rpInitiatedLogout: { enabled: true, logoutSource: askBeforeSignOut(config) },
  };
}

function deskClient(config: DevelopmentConfig) {
  const secret = config.OIDC_CLIENT_SECRET;
  return {
    client_id: config.OIDC_CLIENT_ID,
    ...(secret === undefined
      ? { token_endpoint_auth_method: 'none' as const }
      : { token_endpoint_auth_method: 'client_secret_basic' as const, client_secret: secret }),
    redirect_uris: [`${config.DESK_URL}/sign-in/callback`],
    post_logout_redirect_uris: [`${config.DESK_URL}/`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
    id_token_signed_response_alg: SIGNING_ALGORITHM as 'ES256',
  };
}

function resourceServer({ OIDC_AUDIENCE: audience }: DevelopmentConfig): ResourceServer {
  return {
    audience,
    scope: '',
    accessTokenFormat: 'jwt',
    accessTokenTTL: ACCESS_TOKEN_S,
    jwt: { sign: { alg: SIGNING_ALGORITHM } },
  };
}

/** Whoever picked a person has agreed to everything. */
async function grantEverything({ oidc }: KoaContextWithOIDC) {
  const { client, session, provider } = oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

function askBeforeSignOut({ DESK_URL }: DevelopmentConfig) {
  return (ctx: KoaContextWithOIDC, form: string) => {
    ctx.set('Content-Security-Policy', pagePolicy([DESK_URL]));
    ctx.body = signOutPage(form);
  };
}

function sayWhatFailed(ctx: KoaContextWithOIDC, { error }: { error: string }): void {
  ctx.set('Content-Security-Policy', pagePolicy());
  ctx.type = 'html';
  ctx.body = notice('Das hat nicht geklappt', `Der Anmeldedienst der Entwicklung meldet: ${error}.`, {
    href: '/',
    label: 'Zur Startseite',
  });
}
