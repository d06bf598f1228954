import { type DurableContract, DURABLES, durablesOf, isView } from '@serviceportal/shared/contracts';
import { idsOf } from '@serviceportal/shared/view';
import type { Notify } from './notify.ts';

/** What the reactions to a ticket's events made; those to its end must not wait for each other. */
const MAKING: readonly DurableContract[] = durablesOf('notify').filter(
  (durable) =>
    durable.stream === 'TICKETS' &&
    !isView(durable) &&
    durable.name !== DURABLES.notifyOnTicketErased.name &&
    durable.name !== DURABLES.notifyOnConsentWithdrawn.name,
);

/**
 * The ids of all mails and tasks that a ticket's events up to `sequence` led to. `Unavailable` until everything that its events lead to is there and in the
 * lists: what is written after this would be missed.
 */
export async function aboutTicket(
  { log, view }: Notify,
  ticketId: string,
  sequence: number,
): Promise<{ mailIds: string[]; taskIds: string[] }> {
  for (const durable of MAKING) await log.passed(durable, sequence);
  for (const durable of [DURABLES.notifyOnMailFailed, DURABLES.notifyViewMails, DURABLES.notifyViewTasks])
    await log.projected(durable);
  const mailIds = await idsOf(view, 'mails', { 'content.ticketId': ticketId });
  return { mailIds, taskIds: await idsOf(view, 'tasks', { ticketId }) };
}
