import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { Unavailable } from '../errors.ts';
import type { Logger } from '../telemetry/index.ts';

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

const TIMEOUT_MS = 4_000;
/** A key that isn't known yet is asked for at most this often, whatever tokens claim. */
const COOLDOWN_MS = 2_000;
/** A key that the provider withdrew is believed for at most so long. */
const KEYS_KEPT_MS = 60 * 60_000;

export interface ProviderAddress {
  readonly issuer: string;
  /** Where its discovery document is, if not below the issuer's own address. */
  readonly discoveryUrl?: string | undefined;
}

/**
 * The provider's keys, found by its discovery document when the first token comes and kept; a key that is not among them
 * is looked for again. `Unavailable` where the provider cannot be reached: then nobody knows whether a token is right. Why
 * it cannot is logged once, until it can again.
 */
export function providerKeys({ issuer, discoveryUrl }: ProviderAddress, logger?: Logger): JWTVerifyGetKey {
  let discovered: Promise<JWTVerifyGetKey> | undefined;
  let away = false;

  function discover(): Promise<JWTVerifyGetKey> {
    discovered ??= keySetOf(issuer, discoveryUrl ?? standardAddress(issuer)).catch((cause: unknown) => {
      discovered = undefined;
      throw cause;
    });
    return discovered;
  }

  return async (header, token) => {
    try {
      const key = await (await discover())(header, token);
      away = false;
      return key;
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      if (cause instanceof errors.JOSENotSupported) throw cause;
      if (!away) logger?.warn({ err: cause }, 'identity provider cannot be asked');
      away = true;
      throw new Unavailable('the sign-in provider cannot be reached', { cause });
    }
  };
}

function standardAddress(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

async function keySetOf(issuer: string, url: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Unavailable(`the discovery document answers ${response.status}`);
  const document = Discovery.parse(await response.json());
  if (document.issuer !== issuer) throw new Unavailable('the discovery document is that of another issuer');
  return createRemoteJWKSet(new URL(document.jwks_uri), {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: KEYS_KEPT_MS,
  });
}
