import type { Call, CallTransfer } from '@serviceportal/shared/contracts';
import type { Aggregates } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';

/** Who waits on the phone for longer is told to follow the live feed. */
const LONGEST_WAIT_MS = 2_000;

type Held = { readonly state: Call };

/**
 * Runs `request` and waits until something came of its transfer, at most 2 s. It listens before it asks: an outcome that
 * comes at once would be missed otherwise. The call it gives may still have the transfer pending.
 */
export async function awaitOutcome(
  { log }: Pick<Service, 'log'>,
  calls: Pick<Aggregates<Call>, 'require'>,
  { callId, transferId }: { callId: string; transferId: string },
  request: () => Promise<Held>,
): Promise<Held> {
  const settled = Promise.withResolvers<Held>();
  const live = log.live(`calls.${callId}.>`, ({ data }) => {
    const state = data['call'] as Call;
    if (isSettled(state, transferId)) settled.resolve({ state });
  });
  try {
    // Without the server's word the request itself will say what is wrong.
    await atMost(
      LONGEST_WAIT_MS,
      live.ready.catch(() => undefined),
    );
    const requested = await request();
    if (isSettled(requested.state, transferId)) return requested;
    // What is live may get lost; the log has it all the same.
    return (await atMost(LONGEST_WAIT_MS, settled.promise)) ?? (await calls.require(callId));
  } finally {
    live.stop();
  }
}

/** The transfer, which must be one of this call's. */
export function transferIn(call: Call, transferId: string): CallTransfer {
  const found = call.transfers.find((transfer) => transfer.transferId === transferId);
  if (!found) throw new Error('the call lacks the transfer that was just requested');
  return found;
}

function isSettled({ transfers }: Call, transferId: string): boolean {
  return transfers.some((transfer) => transfer.transferId === transferId && transfer.outcome !== 'pending');
}

async function atMost<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, ms, undefined)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
