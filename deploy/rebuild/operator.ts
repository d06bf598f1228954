import { readFileSync } from 'node:fs';
import {
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
  type StreamInfo,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { readSecretText } from '@serviceportal/shared/secret-text';
import { type NatsAddress, signInWith } from '../nats/connection.ts';
import { usualReplicas } from '../nats/index.ts';
import type { Addresses } from './settings.ts';

/** The log with the rights of the provisioning step: every stream, every consumer. */
export interface Operator {
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** Copies of each stream, as provisioning makes them on this server. */
  readonly replicas: number;
}

const NO_SUCH_STREAM = 10059;

/** Signs in as the operator; `ConfigError` where there is no key or no server. */
export async function openOperator({ natsUrl, seedFile, caFile }: Addresses, life: Lifecycle): Promise<Operator> {
  const connection = await signIn({ natsUrl, caFile }, readSeed(seedFile));
  life.onClose('NATS connection', () => connection.close());
  const jsm = await jetstreamManager(connection);
  return { js: jetstream(connection), jsm, replicas: usualReplicas(connection) };
}

/** The stream as it is now; nothing where the server has none of this name. */
export async function findStream({ jsm }: Operator, name: string): Promise<StreamInfo | undefined> {
  return jsm.streams.info(name).catch((cause: unknown) => {
    if (cause instanceof JetStreamApiError && cause.code === NO_SUCH_STREAM) return undefined;
    throw cause;
  });
}

function readSeed(seedFile: string): Uint8Array {
  try {
    return new TextEncoder().encode(readSecretText(readFileSync(seedFile, 'utf8')).secret);
  } catch (cause) {
    throw new ConfigError(`There is no key of the operator at ${seedFile}: set DATA_DIR as for npm start.`, { cause });
  }
}

async function signIn(where: Omit<NatsAddress, 'seedFile'>, seed: Uint8Array): Promise<NatsConnection> {
  try {
    return await signInWith(seed, where, 'operator');
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(
      'NATS is not there or refuses the key: start the system first, or set NATS_URL or PORT_BASE.',
      { cause },
    );
  }
}
