import {
  type ConsumerInfo,
  jetstream,
  JetStreamApiError,
  type JsMsg,
  jetstreamManager,
  type StreamInfo,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { departmentDurable, type StreamName, streamOf } from '@serviceportal/shared/contracts';
import { durableConfig, streamConfig } from '../streams.ts';

/** What only the attacked department may read. */
const CANARY = 'Erika Mustermann-Geheim';

export const OWN = 'standesamt';
export const OTHER = 'asyl';

/** What is attacked: tickets of two departments, one of them in work, a timer, a call. */
export interface Target {
  /** The subject that acknowledges what the attacked department has in work. */
  readonly ack: string;
  /** Its ticket's place in the stream. */
  readonly sequence: number;
  /** The commands that reached a service. */
  readonly obeyed: string[];
  /** Lets the tickets' owner store one more event of the attacked department; whether the server took it for a double. */
  readonly store: (messageId: string) => Promise<boolean>;
}

const STREAMS_ATTACKED: StreamName[] = ['TICKETS', 'TIMERS_TICKETS', 'CALLS', 'DIRECTORY', 'INTAKE'];

/** Makes streams, durables and their content anew where they are missing or `fresh` is wanted. */
export async function prepareTarget(owner: NatsConnection, fresh: boolean): Promise<Target> {
  const jsm = await jetstreamManager(owner);
  const js = jetstream(owner);
  for (const name of STREAMS_ATTACKED) {
    if (fresh) await jsm.streams.delete(name).catch(() => undefined);
    await jsm.streams.add(streamConfig(streamOf(name), 1)).catch(orThere);
  }
  for (const id of [OWN, OTHER]) {
    const durable = departmentDurable(id);
    await jsm.consumers.add(durable.stream, durableConfig({ ...durable, stream: 'TICKETS' })).catch(orThere);
    await js.publish(`tickets.${id}.7K3Q9F2M.opened`, JSON.stringify({ name: id === OTHER ? CANARY : 'own' }));
    await js.publish(`tickets.${id}.7K3Q9F2M.taken`, JSON.stringify({ name: id === OTHER ? CANARY : 'own' }));
  }
  await js.publish('calls.1.received', JSON.stringify({ name: CANARY }));
  await js.publish('directory.hotline.main', '{}');
  const consumer = await js.consumers.get('TICKETS', departmentDurable(OTHER).name);
  const inWork = (await consumer.next({ expires: 10_000 }))!;
  const obeyed: string[] = [];
  owner.subscribe('cmd.>', { callback: (_, { subject }) => void obeyed.push(subject) });
  return {
    obeyed,
    ack: ackSubjectOf(inWork),
    sequence: inWork.seq,
    async store(messageId) {
      const body = JSON.stringify({ name: CANARY });
      return (await js.publish(`tickets.${OTHER}.7K3Q9F2M.answered`, body, { msgID: messageId })).duplicate;
    },
  };
}

/** The client doesn't tell the subject itself. */
function ackSubjectOf({ info, seq }: JsMsg): string {
  const { stream, consumer, deliveryCount, deliverySequence, timestampNanos, pending } = info;
  return `$JS.ACK.${stream}.${consumer}.${deliveryCount}.${seq}.${deliverySequence}.${timestampNanos}.${pending}`;
}

function orThere(cause: unknown): void {
  if (!(cause instanceof JetStreamApiError)) throw cause;
}

/** Every stream and durable with what is in it, to be compared. */
export async function stateOf(owner: NatsConnection): Promise<Record<string, string>> {
  const jsm = await jetstreamManager(owner);
  const state: Record<string, string> = {};
  for await (const stream of jsm.streams.list()) {
    state[stream.config.name] = shown(stream);
    for await (const consumer of jsm.consumers.list(stream.config.name)) {
      state[`${stream.config.name} ${consumer.name}`] = shownConsumer(consumer);
    }
  }
  return state;
}

function shown({ config, state: { messages, first_seq, last_seq, num_deleted } }: StreamInfo): string {
  return JSON.stringify({ config, messages, first_seq, last_seq, num_deleted });
}

function shownConsumer(info: ConsumerInfo): string {
  const { config, delivered, ack_floor, num_ack_pending, num_pending, paused } = info;
  return JSON.stringify({
    config,
    delivered: delivered.stream_seq,
    floor: ack_floor.stream_seq,
    num_ack_pending,
    num_pending,
    paused,
  });
}
