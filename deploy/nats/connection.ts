import { readFileSync } from 'node:fs';
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { ConfigError } from '@serviceportal/shared/errors';
import { natsTls } from '@serviceportal/shared/log';
import { readSecretText } from '@serviceportal/shared/secret-text';
import { withoutPassword } from '../infrastructure/shown-url.ts';

/** Where the server is and who one is there. */
export interface NatsAddress {
  /** One URL or several, separated by commas. */
  readonly natsUrl: string;
  readonly seedFile: string;
  /** The certificates to trust, where the server's is signed by none that everybody trusts. */
  readonly caFile?: string | undefined;
}

/** Signs in; `ConfigError` where no server answers, or it doesn't know the key. */
export async function signIn({ natsUrl, seedFile, caFile }: NatsAddress, name: string): Promise<NatsConnection> {
  const seed = readSeed(seedFile);
  try {
    return await signInWith(seed, { natsUrl, caFile }, name);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(
      `The NATS server at ${withoutPassword(natsUrl)} (NATS_URL) cannot be reached, or does not run with the configuration ` +
        'that npm run provision prints: start or reload it and try again.',
      { cause },
    );
  }
}

/** Signs in with a seed that stands nowhere; the client's own errors. */
export async function signInWith(
  seed: Uint8Array,
  { natsUrl, caFile }: Omit<NatsAddress, 'seedFile'>,
  name: string,
): Promise<NatsConnection> {
  return connect({
    servers: natsUrl.split(',').map((url) => url.trim()),
    name,
    authenticator: nkeyAuthenticator(seed),
    timeout: 10_000,
    reconnectTimeWait: 250,
    ...natsTls(natsUrl, caFile),
  });
}

function readSeed(seedFile: string): Uint8Array {
  try {
    return new TextEncoder().encode(readSecretText(readFileSync(seedFile, 'utf8')).secret);
  } catch (cause) {
    throw new ConfigError(`There is no key at ${seedFile}: set DATA_DIR as for npm start.`, { cause });
  }
}
