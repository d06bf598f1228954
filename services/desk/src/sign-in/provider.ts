import { Unavailable } from '@serviceportal/shared/errors';
import type { Logger } from '@serviceportal/shared/telemetry';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  None,
} from 'openid-client';
import type { DeskConfig } from '../config.ts';

const LONGEST_ANSWER_S = 5;

/** The city's identity provider. */
export interface IdentityProvider {
  /** What it says of itself, asked for once; `Unavailable` while it cannot be reached. */
  configuration(): Promise<Configuration>;
  /** Whether it answered when it was last needed. */
  isUp(): boolean;
}

/** Asks for nothing before somebody signs in: the desk starts, and serves who is signed in, without its provider. */
export function createIdentityProvider(config: DeskConfig, logger: Logger): IdentityProvider {
  let known: Promise<Configuration> | undefined;
  let up = true;

  async function discover(): Promise<Configuration> {
    const issuer = new URL(config.OIDC_ISSUER);
    const secret = config.OIDC_CLIENT_SECRET;
    try {
      const found = await discovery(
        issuer,
        config.OIDC_CLIENT_ID,
        undefined,
        secret === undefined ? None() : ClientSecretBasic(secret),
        {
          timeout: LONGEST_ANSWER_S,
          // ID tokens come over TLS from the provider itself; that their signature is right costs one look at its keys.
          execute: [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])],
        },
      );
      up = true;
      return found;
    } catch (cause) {
      known = undefined;
      up = false;
      logger.warn({ err: cause }, 'identity provider cannot be asked');
      throw new Unavailable('the identity provider cannot be reached', { cause });
    }
  }

  return { configuration: () => (known ??= discover()), isUp: () => up };
}
