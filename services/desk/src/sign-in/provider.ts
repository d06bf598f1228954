import { Unavailable } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
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
const LOOKED_AT_MS = 30_000;

/** The city's identity provider. */
export interface IdentityProvider {
  /** What it says of itself, asked for once; `Unavailable` while it cannot be reached. */
  configuration(): Promise<Configuration>;
  /** Whether it answered when it was last asked; not before it was. */
  isUp(): boolean;
  /** Asks it now and every `everyMs` until `life` closes, so that nobody has to fail to sign in before it is noticed. */
  watch(life: Pick<Lifecycle, 'onClose'>, everyMs?: number): void;
}

/** Needs no provider to start: the desk serves who is signed in without it. */
export function createIdentityProvider(config: DeskConfig, logger: Logger): IdentityProvider {
  let known: Promise<Configuration> | undefined;
  let up: boolean | undefined;

  async function ask(): Promise<Configuration> {
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
      if (up !== false) logger.warn({ err: cause }, 'identity provider cannot be asked');
      up = false;
      throw new Unavailable('the identity provider cannot be reached', { cause });
    }
  }

  function discover(): Promise<Configuration> {
    return ask().catch((cause: unknown) => {
      known = undefined;
      throw cause;
    });
  }

  /** What is known stays while it does not answer: it may be back when somebody needs it. */
  async function look(): Promise<void> {
    const found = await ask().catch(() => undefined);
    if (found) known = Promise.resolve(found);
  }

  return {
    configuration: () => (known ??= discover()),
    isUp: () => up === true,
    watch(life, everyMs = LOOKED_AT_MS) {
      void look();
      const timer = setInterval(() => void look(), everyMs);
      life.onClose('watch over the identity provider', () => clearInterval(timer));
    },
  };
}
