import type { JetStreamClient, JsMsg } from '@nats-io/jetstream';
import type { DurableContract } from '../contracts/durables.ts';
import { Permanent, Refusal, Unavailable } from '../errors.ts';
import { counter, type Logger } from '../telemetry/index.ts';
import type { Clock } from '../time/index.ts';
import { buryMessage } from './dead-letters.ts';

/** After each failure nobody foresaw, the message comes again after the next of these; after the last one it is given up. */
export const RETRY_PAUSES_MS: readonly number[] = [100, 500, 2_000, 5_000, 15_000, 60_000, 300_000];
/** When a dead letter could not be stored. */
const PAUSE_BEFORE_BURYING_AGAIN_MS = 5_000;

export const settled = counter('reactions', 'Messages handled, by durable and outcome', ['durable', 'outcome']);

export interface GiveBackDependencies {
  readonly js: JetStreamClient;
  readonly service: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Instead of `RETRY_PAUSES_MS`. */
  readonly retryPausesMs?: readonly number[] | undefined;
}

/** Gives back a message that could not be handled because of `cause`: for another try, or as a dead letter. */
export type GiveBack = (message: JsMsg, cause: unknown) => Promise<void>;

export function createGiveBack(durable: DurableContract, deps: GiveBackDependencies): GiveBack {
  const { clock, logger } = deps;
  const pauses = deps.retryPausesMs ?? RETRY_PAUSES_MS;

  async function bury(message: JsMsg, why: { reason: string; error: string }): Promise<void> {
    try {
      await buryMessage(deps, message, { ...why, at: clock.now().toString() });
      message.term(why.reason);
      settled.inc({ durable: durable.name, outcome: 'dead' });
    } catch (cause) {
      logger.error({ err: cause, durable: durable.name }, 'dead letter could not be stored, message stays');
      message.nak(PAUSE_BEFORE_BURYING_AGAIN_MS);
    }
  }

  return async (message, cause) => {
    if (cause instanceof Unavailable) {
      // Held until the end of this process; another one may have what is missing here.
      message.nak();
      settled.inc({ durable: durable.name, outcome: 'returned' });
      return;
    }
    const final = finalReason(cause, message.info.deliveryCount > pauses.length);
    if (final) return bury(message, final);
    logger.error({ err: cause, durable: durable.name, sequence: message.seq }, 'handler failed');
    settled.inc({ durable: durable.name, outcome: 'failed' });
    message.nak(pauses[message.info.deliveryCount - 1]);
  };
}

function finalReason(cause: unknown, isLastTry: boolean): { reason: string; error: string } | undefined {
  if (cause instanceof Permanent) return { reason: cause.reason, error: cause.message };
  if (cause instanceof Refusal) return { reason: 'refused', error: cause.detail };
  // The message of an unforeseen exception may quote the input; its name doesn't.
  return isLastTry ? { reason: 'gave-up', error: cause instanceof Error ? cause.name : typeof cause } : undefined;
}
