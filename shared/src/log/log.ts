import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { AggregateContract, StateOf } from '../contracts/define.ts';
import type { DurableContract } from '../contracts/durables.ts';
import type { ServiceName, StreamName } from '../contracts/streams.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';
import type { Clock } from '../time/index.ts';
import { type Aggregates, createAggregates } from './aggregate.ts';
import { askService } from './ask.ts';
import { type CommandAnswer, type CommandEndpoint, serveCommands } from './commands.ts';
import { connectNats, inboxPrefix, type NatsSettings } from './connect.ts';
import { deleteMessage } from './delete-message.ts';
import { createDeliveries } from './deliveries.ts';
import { followStream, type LocalCopy } from './follow.ts';
import { forgetBefore } from './forget.ts';
import { readHistory } from './history.ts';
import { watchLink } from './link.ts';
import { type LiveEvent, subscribeLive } from './live.ts';
import { project, type Projector } from './project.ts';
import { untilProjected } from './projected.ts';
import { type RawMessage, rawMessages } from './raw-messages.ts';
import { deliver, type HandleMessage, handlerOf, type ReactDependencies, type Reaction } from './react.ts';
import { openRecords, type Records } from './records.ts';
import type { StoredMessage } from './stored-message.ts';
import { tailStream } from './tail.ts';
import { createTimers, type Timers } from './timers.ts';
import { createTryLimit, type TryLimit } from './try-limit.ts';

export interface LogOptions {
  readonly service: ServiceName;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The pauses before another try after failures nobody foresaw; one try more than there are pauses. */
  readonly retryPausesMs?: readonly number[];
}

/** The log as one service sees it. Everything it opens ends with the lifecycle. */
export interface Log {
  readonly service: ServiceName;
  /** Whether the connection to the server stands right now. */
  isConnected(): boolean;
  /** Whether no durable of this service is cut off from its stream, as where the stream was lost or is made again. */
  getsDeliveries(): boolean;
  aggregate<A extends AggregateContract>(contract: A): Aggregates<StateOf<A>>;
  react(durable: DurableContract, ...reactions: Reaction[]): Promise<void>;
  /** For messages that are no events of ours, such as what frontends report: the handler parses them itself. */
  receive(durable: DurableContract, handle: HandleMessage): Promise<void>;
  project(durable: DurableContract, projector: Projector): Promise<void>;
  /** Resolves once the view that this durable fills has everything stored until now; `Unavailable` if not within 5 s. */
  projected(durable: DurableContract): Promise<void>;
  /** Resolves once the durable is through with everything up to that sequence; `Unavailable` if not within 5 s. */
  passed(durable: DurableContract, sequence: number): Promise<void>;
  timers(): Timers;
  /** The limit that a stream of tries holds, for all replicas together; what is tried is kept as a hash with `hmacKey`. */
  tryLimit(stream: StreamName, hmacKey: string): TryLimit;
  live(
    subjects: string,
    on: (event: LiveEvent) => void,
    wanted?: (subject: string) => boolean,
  ): { ready: Promise<void>; stop: () => void };
  follow(stream: StreamName, subjects: string[], on: (message: StoredMessage) => void): LocalCopy;
  history(stream: StreamName, subjects: string): Promise<StoredMessage[]>;
  tail(
    from: { stream: StreamName; subjects: string; afterSequence?: number },
    on: (message: StoredMessage) => void,
    signal: AbortSignal,
    begun?: () => void,
  ): Promise<void>;
  /** Messages that are no events, such as those of AUDIT. */
  records(stream: StreamName): Records;
  /** Removes one message and overwrites its bytes on disk; one that is gone already is no error. */
  secureDelete(stream: StreamName, sequence: number): Promise<void>;
  /** What a stream still has of the messages that this durable is through with: those it gave up. */
  rawMessages(durable: DurableContract): Promise<RawMessage[]>;
  /** Deletes what an aggregate had before its marker at `marker`, oldest first, bytes and all; gives the number. */
  forget(contract: AggregateContract, id: string, marker: number): Promise<number>;
  /** Asks another service over NATS; `Unavailable` where nobody answers within `withinMs`. */
  ask(subject: string, payload: unknown, withinMs?: number): Promise<CommandAnswer>;
  commands(endpoints: readonly CommandEndpoint[]): Promise<void>;
}

/** Opens the log for `service`; waits for the server. `ConfigError` where the server is too old or refuses us. */
export async function openLog(settings: NatsSettings, options: LogOptions, life: Lifecycle): Promise<Log> {
  const { service, clock, logger } = options;
  const connection = await connectNats(settings, service, logger, life);
  const link = watchLink(connection, logger, life, inboxPrefix(service));
  const js = jetstream(connection, { timeout: 3_000 });
  const jsm = await jetstreamManager(connection, { timeout: 3_000, checkAPI: false });
  const deliveries = createDeliveries();
  const deps: ReactDependencies & { jsm: typeof jsm } = { ...options, js, jsm, link, life, deliveries };

  // One per contract: what one part of the service has stored, the others need not ask for.
  const opened = new Map<AggregateContract, Aggregates<never>>();
  function aggregates<A extends AggregateContract>(contract: A): Aggregates<StateOf<A>> {
    const known = opened.get(contract) as Aggregates<StateOf<A>> | undefined;
    if (known) return known;
    const made = createAggregates(contract, { jsm, link, source: service, clock });
    opened.set(contract, made as Aggregates<never>);
    return made;
  }

  return {
    service,
    isConnected: () => link.isUp(),
    getsDeliveries: () => deliveries.standing().length === 0,
    aggregate: aggregates,
    react: (durable, ...reactions) => deliver(durable, handlerOf(durable, reactions, service), deps),
    receive: (durable, handle) => deliver(durable, handle, deps),
    project: (durable, projector) => project(durable, projector, deps),
    projected: (durable) => untilProjected(durable, deps),
    passed: (durable, sequence) => untilProjected(durable, deps, sequence),
    timers: () => createTimers(service, deps),
    tryLimit: (stream, hmacKey) => createTryLimit(stream, hmacKey, deps),
    live: (subjects, on, wanted) => subscribeLive({ connection, link, logger }, subjects, on, wanted),
    follow: (stream, subjects, on) => followStream(stream, subjects, on, deps),
    history: (stream, subjects) => readHistory(deps, stream, subjects),
    tail: (from, on, signal, begun) => tailStream(deps, from, on, signal, begun),
    records: (stream) => openRecords(stream, deps),
    secureDelete: (stream, sequence) => deleteMessage(deps, { stream, sequence, erase: true }),
    rawMessages: (durable) => rawMessages(durable, deps),
    forget: (contract, id, marker) => forgetBefore(deps, contract, id, marker),
    ask: (subject, payload, withinMs) => askService({ connection, link }, subject, payload, withinMs),
    commands: (endpoints) => serveCommands(connection, service, endpoints, deps),
  };
}
