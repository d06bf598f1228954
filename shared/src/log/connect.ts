import { readFileSync } from 'node:fs';
import { connect, nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { ConfigError } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { readSecretText } from '../secret-text.ts';
import type { Logger } from '../telemetry/index.ts';

/** Scheduled messages with cancelling need 2.14; 2.14.3 is the floor of the security advisories. */
export const OLDEST_SERVER = '2.14.3';

const LONGEST_DRAIN_MS = 2_000;

export interface NatsSettings {
  NATS_URL: string;
  NATS_SEED_FILE?: string | undefined;
  NATS_TLS_CA_FILE?: string | undefined;
}

/**
 * Opens the connection as `name` and waits until a server is there. A server that is too old or refuses the
 * credentials is a `ConfigError`; later interruptions are waited out for as long as they last.
 */
export async function connectNats(
  settings: NatsSettings,
  name: string,
  logger: Logger,
  life: Lifecycle,
): Promise<NatsConnection> {
  const connection = await untilThere(settings, name, logger, life);
  life.onClose('NATS connection', async () => {
    // Draining waits for the server's answer, which doesn't come while the server is away.
    const inTime = new AbortController();
    await Promise.race([connection.drain().catch(() => undefined), pause(LONGEST_DRAIN_MS, inTime.signal)]);
    inTime.abort();
    await connection.close();
  });
  const version = connection.info?.version ?? '0';
  if (isOlder(version, OLDEST_SERVER)) {
    throw new ConfigError(
      `The NATS server at NATS_URL is ${version}, but ${OLDEST_SERVER} or newer is needed: upgrade it, or leave NATS_URL out to start one.`,
    );
  }
  return connection;
}

async function untilThere(
  settings: NatsSettings,
  name: string,
  logger: Logger,
  life: Lifecycle,
): Promise<NatsConnection> {
  for (let warned = false; ; warned = true) {
    try {
      return await connect({
        servers: settings.NATS_URL.split(',').map((url) => url.trim()),
        name,
        inboxPrefix: inboxPrefix(name),
        ...natsTls(settings.NATS_URL, settings.NATS_TLS_CA_FILE),
        ...(settings.NATS_SEED_FILE ? { authenticator: nkeyAuthenticator(readSeed(settings.NATS_SEED_FILE)) } : {}),
        timeout: 5_000,
        maxReconnectAttempts: -1,
        // A user that is missing for a moment, while the server's configuration is replaced, is an interruption too.
        ignoreAuthErrorAbort: true,
        reconnectTimeWait: 250,
        reconnectJitter: 100,
        pingInterval: 20_000,
        maxPingOut: 2,
        // The stack of every request's origin costs a third of the throughput.
        noAsyncTraces: true,
      });
    } catch (cause) {
      if (cause instanceof ConfigError || life.signal.aborted) throw cause;
      if (cause instanceof Error && /authorization violation/i.test(cause.message)) {
        throw new ConfigError(
          'The NATS server refuses the credentials in NATS_SEED_FILE: run the provisioning step, or point NATS_URL at the provisioned server.',
          { cause },
        );
      }
      if (!warned) logger.warn({ err: cause }, 'NATS is not reachable yet, waiting for it');
      await pause(500, life.signal);
    }
  }
}

/** The nkey seed in the file at `path`, as the client wants it. `ConfigError` where it cannot be read. */
export function readSeed(path: string): Uint8Array {
  try {
    return new TextEncoder().encode(readSecretText(readFileSync(path, 'utf8')).secret);
  } catch (cause) {
    throw new ConfigError('NATS_SEED_FILE must be the path of a readable file with an nkey seed.', { cause });
  }
}

/**
 * How the client connects safely: with certificates of one's own to trust, or with those that everybody trusts where the
 * URL says `tls`. It then never talks to a server without TLS. `ConfigError` where the file cannot be read.
 */
export function natsTls(natsUrl: string, caFile: string | undefined): { tls?: { ca?: string } } {
  if (!caFile) return natsUrl.includes('tls://') ? { tls: {} } : {};
  try {
    return { tls: { ca: readFileSync(caFile, 'utf8') } };
  } catch (cause) {
    throw new ConfigError('NATS_TLS_CA_FILE must be the path of a readable file with certificates (PEM).', { cause });
  }
}

/** Each user has an inbox of its own, so that nobody reads another's answers. */
export function inboxPrefix(name: string): string {
  return `_INBOX_${name}`;
}

/** Compares dotted versions number by number; a suffix such as `-beta` does not count. */
export function isOlder(version: string, than: string): boolean {
  const [ours, theirs] = [version, than].map((text) => text.split(/[.-]/).slice(0, 3).map(Number)) as [
    number[],
    number[],
  ];
  for (const [index, number] of theirs.entries()) {
    const difference = (ours[index] ?? 0) - number;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
