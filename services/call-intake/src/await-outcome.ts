import type { Call, CallTransfer } from '@serviceportal/shared/contracts';
import type { Aggregates } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';

/** Who waits on the phone for longer is told to follow the live feed. */
const LONGEST_WAIT_MS = 2_000;

type Held = { readonly state: Call };

/** Which of a call's transfers is meant. */
export type Which = (transfer: CallTransfer) => boolean;

/**
 * Runs `request` and waits until something came of that transfer, at most 2 s. It listens before it asks: an outcome that
 * comes at once would be missed otherwise. The call it gives may still have the transfer pending.
 */
export async function awaitOutcome(
  { log }: Pick<Service, 'log'>,
  calls: Pick<Aggregates<Call>, 'require'>,
  { callId, which }: { callId: string; which: Which },
  request: () => Promise<Held>,
): Promise<Held> {
  const settled = Promise.withResolvers<Held>();
  const live = log.live(`calls.${callId}.>`, ({ data }) => {
    const state = data['call'] as Call;
    if (isSettled(state, which)) settled.resolve({ state });
  });
  try {
    // Without the server's word the request itself will say what is wrong.
    await atMost(
      LONGEST_WAIT_MS,
      live.ready.catch(() => undefined),
    );
    const requested = await request();
    if (isSettled(requested.state, which)) return requested;
    // What is live may get lost; the log has it all the same.
    return (await atMost(LONGEST_WAIT_MS, settled.promise)) ?? (await calls.require(callId));
  } finally {
    live.stop();
  }
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
