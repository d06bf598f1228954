import type { JetStreamManager, JsMsg } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { DurableContract } from '../contracts/durables.ts';
import { type ServiceName, timerStreamOf } from '../contracts/streams.ts';
import { TimerDue } from '../contracts/timer.ts';
import { Temporal } from '../time/index.ts';
import { stored } from './append.ts';
import { deleteMessage } from './delete-message.ts';
import { decodeJson, parsed } from './envelope.ts';
import type { Context } from './load.ts';
import { deliver, type ReactDependencies } from './react.ts';

/** Durable deadlines of one service: at most one per kind and id, kept by the server, fired also after a restart. */
export interface Timers {
  /** Sets the timer; setting it again replaces it, a moment in the past fires at once. */
  set(timer: TimerDue): Promise<void>;
  /** The `kind.id` of every timer that waits; to be compared with what is open after a start. */
  waiting(): Promise<Set<string>>;
  /** Calls `listener` when deliveries go on that were interrupted: the streams may be others, without the timers. */
  onBack(listener: () => void): void;
  /** Calls `fired` for each timer that came due. The timer is gone once `fired` returns. */
  onDue(durable: DurableContract, fired: (timer: TimerDue, context: Context) => Promise<void>): Promise<void>;
}

export function createTimers(service: ServiceName, deps: ReactDependencies & { jsm: JetStreamManager }): Timers {
  const { jsm, link, clock, deliveries } = deps;
  const stream = timerStreamOf(service);
  const prefix = `timers.${service}.`;

  return {
    async set(timer) {
      const { kind, id, at } = TimerDue.parse(timer);
      const real = clock.toReal(Temporal.Instant.from(at));
      const own = headers();
      // Never early: who is asked before the time has come has nothing to do, and the timer would be gone.
      own.set('Nats-Schedule', `@at ${real.round({ smallestUnit: 'millisecond', roundingMode: 'ceil' }).toString()}`);
      own.set('Nats-Schedule-Target', `due.${service}.${kind}.${id}`);
      const subject = `${prefix}${kind}.${id}`;
      await link.ask(() => stored(link, { subject, payload: JSON.stringify(timer), headers: own }));
    },

    async waiting() {
      const info = await link.ask(() => jsm.streams.info(stream, { subjects_filter: `${prefix}>` }));
      return new Set(Object.keys(info.state.subjects ?? {}).map((subject) => subject.slice(prefix.length)));
    },

    onBack: (listener) => deliveries.onBack(listener),

    onDue(durable, fired) {
      return deliver(durable, (message) => handleDue(message, fired), deps);
    },
  };

  async function handleDue(message: JsMsg, fired: (timer: TimerDue, context: Context) => Promise<void>): Promise<void> {
    const timer = parsed(TimerDue, decodeJson(message.data), 'bad-data');
    await fired(timer, {
      cause: { id: `timer:${service}:${timer.kind}:${timer.id}:${timer.plan}`, lasting: true },
      actor: { type: 'service', id: service },
    });
    // Acknowledged alone it would stay in the stream for ever.
    await deleteMessage(deps, { stream, sequence: message.seq, erase: false });
  }
}
