import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  PersistMode,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import {
  ACK_WAIT_MS,
  departmentDurable,
  type DepartmentProgram,
  type DurableContract,
  DURABLES,
  STREAMS,
  type StreamContract,
  type StreamName,
} from '@serviceportal/shared/contracts';

interface Wanted {
  readonly programs: readonly DepartmentProgram[];
  /** Copies of each stream. */
  readonly replicas: number;
}

/** A durable that provisioning makes. */
export type WantedDurable = Pick<DurableContract, 'name' | 'stream' | 'subjects' | 'from'>;

/** In a stream's metadata: it is closed while `npm run reconcile` makes it again, and opened by nobody else. */
export const CLOSED = 'serviceportal.remake';

/** Services find their durables, or they would not start, and get nothing; who opens the stream makes them anew. */
const PAUSED: Partial<ConsumerConfig> = { pause_until: '2100-01-01T00:00:00Z' };

const MEGABYTE = 1024 * 1024;
/** In megabytes. A year of AUDIT is about 2 GB at 1,500 calls a day. */
const LARGE: Partial<Record<StreamName, number>> = { CALLS: 2048, TICKETS: 2048, AUDIT: 4096 };

/** How the streams stand that have a copy in a database. */
export interface Provisioned {
  /** They stay closed, as making them again was broken off. */
  readonly closed: readonly StreamName[];
  /** The last sequences of those that are open; 0 where nothing was ever stored, or all of it is lost. */
  readonly ends: ReadonlyMap<StreamName, number>;
}

/** Makes every stream and durable, or brings it up to date. Safe to repeat. */
export async function provisionStreams(jsm: JetStreamManager, options: Wanted): Promise<Provisioned> {
  const streams = await Promise.all(
    STREAMS.map((stream) => provisionStream(jsm, streamConfig(stream, options.replicas))),
  );
  const copied = STREAMS.flatMap((stream, index) =>
    isCopied(stream) ? { name: stream.name, info: streams[index]! } : [],
  );
  const closed = copied.filter(({ info }) => isClosed(info)).map(({ name }) => name);
  const provide = (durable: WantedDurable) => {
    const config = durableConfig(durable);
    return provisionDurable(jsm, durable.stream, closed.includes(durable.stream) ? { ...config, ...PAUSED } : config);
  };
  await Promise.all(wantedDurables(options.programs).map(provide));
  const open = copied.filter(({ info }) => !isClosed(info));
  return { closed, ends: new Map(open.map(({ name, info }) => [name, info.state.last_seq])) };
}

/** The view of its owner keeps every event of it. */
export function isCopied({ kind }: Pick<StreamContract, 'kind'>): boolean {
  return kind === 'events' || kind === 'revisions';
}

/** Every durable there shall be: those of the services, and one per program of a department. */
export function wantedDurables(programs: readonly DepartmentProgram[]): WantedDurable[] {
  const departments = programs.map(({ departmentId, consumer }) => departmentDurable(departmentId, consumer));
  return [...Object.values<DurableContract>(DURABLES), ...departments];
}

/** A stream as provisioning makes it. */
export function streamConfig(stream: StreamContract, replicas: number): Partial<StreamConfig> & { name: string } {
  const root = stream.subjects[0]!.split('.')[0]!;
  return {
    name: stream.name,
    description: stream.summary,
    subjects: [...stream.subjects],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    ...sizeLimit(stream),
    max_age: nanos((stream.maxAgeSeconds ?? 0) * 1000),
    max_msgs_per_subject: stream.maxPerSubject ?? -1,
    ...doubles(stream),
    num_replicas: replicas,
    allow_direct: true,
    allow_atomic: isCopied(stream),
    ...(stream.kind === 'timers' && { allow_msg_schedules: true, allow_rollup_hdrs: true, deny_purge: false }),
    // Nobody takes anything out of it, not even the operator; only its age does.
    ...(stream.appendOnly && { deny_delete: true, deny_purge: true }),
    ...(stream.live && { republish: { src: `${root}.>`, dest: `live.${root}.>` } }),
  };
}

/**
 * The server drops a second message with the same `Nats-Msg-Id`, a comfort for our own retries. Where frontends write,
 * one could have another's report dropped: there nothing is, and a report's own key tells doubles apart. A stream can do
 * without that window only if it has a source; this one never brings anything.
 */
function doubles({ kind }: StreamContract): Partial<StreamConfig> {
  if (kind !== 'raw') return { duplicate_window: nanos(10 * 60_000) };
  return { duplicate_window: 0, sources: [{ name: 'DEAD', filter_subject: 'dead.nobody.nothing' }] };
}

/**
 * A full stream refuses and says so; dropping the oldest would lose tickets in silence. The server lets a stream with
 * schedules only drop, so timers have no limit at all.
 */
function sizeLimit({ kind, name }: StreamContract): Partial<StreamConfig> {
  if (kind === 'timers') return { discard: DiscardPolicy.Old, max_bytes: -1 };
  if (kind === 'tries') return { discard: DiscardPolicy.New, discard_new_per_subject: true, max_bytes: 32 * MEGABYTE };
  return { discard: DiscardPolicy.New, max_bytes: (LARGE[name] ?? 256) * MEGABYTE };
}

async function provisionStream(
  jsm: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<StreamInfo> {
  const info = await jsm.streams.add(config).catch(async (cause: unknown) => {
    if (!isTaken(cause)) throw cause;
    const there = await jsm.streams.info(config.name);
    return isClosed(there) ? there : jsm.streams.update(config.name, config);
  });
  if (info.config.persist_mode === PersistMode.Async) {
    throw new Error(`Stream ${config.name} acknowledges before it is on disk (persist_mode async): make it again.`);
  }
  return info;
}

function isClosed({ config }: Pick<StreamInfo, 'config'>): boolean {
  return config.metadata?.[CLOSED] !== undefined;
}

/** A durable as provisioning makes it. */
export function durableConfig({ name, subjects, from }: WantedDurable): Partial<ConsumerConfig> {
  return {
    durable_name: name,
    filter_subjects: [...subjects],
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    deliver_policy: from === 'now' ? DeliverPolicy.New : DeliverPolicy.All,
    // Giving up is the handler's decision, which leaves a dead letter; the server never drops a message by counting.
    max_deliver: -1,
    max_ack_pending: 2_000,
  };
}

/** Makes a durable, or brings it up to date. */
export async function provisionDurable(
  jsm: JetStreamManager,
  stream: string,
  config: Partial<ConsumerConfig>,
): Promise<void> {
  await jsm.consumers.add(stream, config).catch(async (cause: unknown) => {
    if (!isTaken(cause)) throw cause;
    // Where it began is settled: the server refuses to change it.
    const { deliver_policy: _, ...rest } = config;
    await jsm.consumers.update(stream, config.durable_name!, rest);
  });
}

/** "stream name already in use", "consumer already exists": with another configuration than ours. */
function isTaken(cause: unknown): boolean {
  return cause instanceof JetStreamApiError && [10058, 10013, 10148, 10105].includes(cause.code);
}
