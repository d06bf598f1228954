import { TicketErased } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Erasing } from '../erasing.ts';

/**
 * A ticket was erased because somebody asked for it: the calls it began with and was asked again in hold the same words
 * and go too, once they are over. Kept long enough, each goes at its own time.
 */
export function onTicketErased(erasing: Erasing): Reaction {
  return react(TicketErased, async ({ data: { ticket, why } }, context) => {
    if (why !== 'asked') return;
    const callIds = [ticket.callId, ...(ticket.additions ?? []).map(({ callId }) => callId)];
    for (const callId of new Set(callIds)) {
      if (callId === undefined) continue;
      const outcome = await erasing.erase(callId, context);
      // Held until it is over, which the limits on calls see to.
      if (outcome === 'running') throw new Unavailable('a call that is to be erased still goes on');
    }
  });
}
