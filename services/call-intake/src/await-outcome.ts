import { type Call, CallAggregate, type CallTransfer } from '@serviceportal/shared/contracts';
import type { Service } from '@serviceportal/shared/service';

/** Who waits on the phone for longer is told to follow the live feed. */
const LONGEST_WAIT_MS = 2_000;

type Held = { readonly state: Call };
type Listener = (call: Call) => void;

/** Which of a call's transfers is meant. */
export type Which = (transfer: CallTransfer) => boolean;

/**
 * Runs `request` and waits until something came of that transfer, at most 2 s. It listens before it asks: an outcome that
 * comes at once would be missed otherwise. The call it gives may still have the transfer pending.
 */
export type AwaitOutcome = (callId: string, which: Which, request: () => Promise<Held>) => Promise<Held>;

/** One subscription for all who wait: one of its own for each would cost the server as much as an append. */
export function createAwaitOutcome({ log }: Pick<Service, 'log'>): AwaitOutcome {
  const calls = log.aggregate(CallAggregate);
  const waiting = new Map<string, Set<Listener>>();
  log.live(
    CallAggregate.subjects,
    ({ subject, data }) => waiting.get(subject)?.forEach((listener) => listener(data['call'] as Call)),
    (subject) => waiting.has(subject.split('.')[1]!),
  );

  function listen(callId: string, listener: Listener): () => void {
    const listeners = waiting.get(callId) ?? new Set();
    waiting.set(callId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) waiting.delete(callId);
    };
  }

  return async (callId, which, request) => {
    const settled = Promise.withResolvers<Held>();
    const stop = listen(callId, (state) => isSettled(state, which) && settled.resolve({ state }));
    try {
      const requested = await request();
      if (isSettled(requested.state, which)) return requested;
      // What is live may get lost; the log has it all the same.
      return (await atMost(LONGEST_WAIT_MS, settled.promise)) ?? (await calls.require(callId));
    } finally {
      stop();
    }
  };
}

/** The transfer, which must be one of this call's. */
export function transferIn(call: Call, which: Which): CallTransfer {
  const found = call.transfers.find(which);
  if (!found) throw new Error('the call lacks the transfer that was just requested');
  return found;
}

function isSettled({ transfers }: Call, which: Which): boolean {
  return transfers.some((transfer) => which(transfer) && transfer.outcome !== 'pending');
}

async function atMost<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
