import type { ServiceName } from '../../contracts/streams.ts';
import { createLifecycle, type Lifecycle } from '../../lifecycle.ts';
import { createLogger } from '../../telemetry/index.ts';
import type { Clock } from '../../time/index.ts';
import { type Log, openLog } from '../index.ts';

/** What a log needs around it; a realm is one. */
export interface Surroundings {
  readonly clock: Clock;
  env(service: ServiceName): Record<string, string>;
}

export interface Replica {
  readonly log: Log;
  readonly life: Lifecycle;
}

export interface ReplicaOptions {
  /** Another address than that of the realm's server, such as a proxy before it. */
  readonly natsUrl?: string;
  readonly retryPausesMs?: readonly number[];
  /** Takes the log lines. */
  readonly onLine?: (line: { msg: string; level: string }) => void;
}

/** One replica of a service, as far as its log goes, with a life of its own. */
export async function openReplica(
  around: Surroundings,
  service: ServiceName,
  { natsUrl, retryPausesMs, onLine }: ReplicaOptions = {},
): Promise<Replica> {
  const life = createLifecycle();
  const env = around.env(service);
  const destination = { write: (text: string) => onLine?.(JSON.parse(text) as { msg: string; level: string }) };
  const logger = createLogger({ service, level: onLine ? 'debug' : 'silent', destination });
  const settings = { NATS_URL: natsUrl ?? env['NATS_URL']!, NATS_SEED_FILE: env['NATS_SEED_FILE'] };
  const log = await openLog(settings, { service, clock: around.clock, logger, retryPausesMs }, life);
  return { log, life };
}
