import type { JsMsg } from '@nats-io/jetstream';
import type { EventContract } from '../contracts/define.ts';
import type { DurableContract } from '../contracts/durables.ts';
import { Permanent, Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { extract, messageAttributes, SpanKind, traced } from '../telemetry/index.ts';
import { pause } from './connect.ts';
import { consume } from './consume.ts';
import type { Deliveries } from './deliveries.ts';
import { dataAs, decodeEnvelope, nameable, type StoredEvent } from './envelope.ts';
import { isRefusedErased } from './forget.ts';
import { createGiveBack, type GiveBackDependencies, settled } from './give-back.ts';
import type { Link } from './link.ts';
import type { Context } from './load.ts';
import { endOfTurn } from './turn.ts';

/** What a service does when it sees an event: decide from its own aggregate; may come twice and in any order. */
export interface Reaction {
  readonly contract: EventContract;
  readonly handle: (event: StoredEvent, context: Context) => Promise<void>;
}

/** Binds a handler to its event, typed. `context` names the event as the cause and the service as the actor. */
export function react<C extends EventContract>(
  contract: C,
  handle: (event: StoredEvent<C>, context: Context) => Promise<void>,
): Reaction {
  return { contract, handle };
}

const LONGEST_HOLD_MS = 5_000;

export interface ReactDependencies extends GiveBackDependencies {
  readonly link: Link;
  readonly life: Lifecycle;
  readonly deliveries: Deliveries;
}

/** Runs one message through its handler; throws what the handler throws. */
export type HandleMessage = (message: JsMsg) => Promise<void>;

/** Finds the reaction for an event's type; a message of a type nobody asked for is permanent. */
export function handlerOf(durable: DurableContract, reactions: readonly Reaction[], service: string): HandleMessage {
  const byType = new Map(reactions.map((reaction) => [reaction.contract.type, reaction]));
  if (byType.size < reactions.length) throw new Error(`${durable.name}: two reactions to the same event`);
  return async (message) => {
    const envelope = decodeEnvelope(message.data);
    const reaction = byType.get(envelope.type);
    if (!reaction) throw new Permanent('unexpected-type', `${durable.name} does not handle ${nameable(envelope.type)}`);
    const data = dataAs(reaction.contract, envelope);
    const event: StoredEvent = { ...envelope, data, sequence: message.seq, subjectOnBus: message.subject };
    const context: Context = {
      cause: { id: envelope.id, lasting: true },
      actor: { type: 'service', id: service },
      correlationId: envelope.correlationid,
    };
    const attributes = messageAttributes({
      type: 'process',
      name: 'deliver',
      template: reaction.contract.subjects,
      durable: durable.name,
      messageId: envelope.id,
      conversationId: envelope.correlationid,
    });
    const parent = extract((name) => message.headers?.get(name));
    await traced(`process ${reaction.contract.subjects}`, attributes, () => reaction.handle(event, context), {
      kind: SpanKind.CONSUMER,
      parent,
    });
  };
}

/**
 * Delivers the durable's messages to `handle`, many at a time. Done → acknowledged; `Permanent` or a `Refusal` → dead
 * letter; `Unavailable` → held and tried again for as long as it lasts; anything else → redelivered with growing
 * pauses, then dead letter. A failure is never acknowledged.
 */
export async function deliver(durable: DurableContract, handle: HandleMessage, deps: ReactDependencies): Promise<void> {
  const { life, logger } = deps;
  const giveBack = createGiveBack(durable, deps);
  let held = 0;

  async function run(message: JsMsg): Promise<void> {
    try {
      await untilAvailable(message);
    } catch (cause) {
      return giveBack(message, cause);
    }
    await endOfTurn();
    message.ack();
    settled.inc({ durable: durable.name, outcome: 'done' });
  }

  async function untilAvailable(message: JsMsg): Promise<void> {
    let isHeld = false;
    try {
      for (let hold = 50; ; hold = Math.min(hold * 2, LONGEST_HOLD_MS)) {
        try {
          return await handle(message);
        } catch (cause) {
          // The person was forgotten meanwhile: there is nothing left to do it to.
          if (isRefusedErased(cause)) return;
          if (!(cause instanceof Unavailable) || life.signal.aborted) throw cause;
          // A night without a dependency is one line, not one per message and try.
          if (!isHeld && held++ === 0) logger.warn({ err: cause, durable: durable.name }, 'holding messages');
          isHeld = true;
          settled.inc({ durable: durable.name, outcome: 'held' });
        }
        await pause(hold, life.signal);
      }
    } finally {
      if (isHeld && --held === 0) logger.info({ durable: durable.name, back: true }, 'no message is held any more');
    }
  }

  await consume(durable, run, deps);
}
