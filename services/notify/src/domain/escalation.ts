import { type Mail, MailQueued } from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import type { Calendar } from '@serviceportal/shared/time';
import { type MailDraft, nextStep, queueMail } from './mail.ts';
import { isOfficeContent } from './mail-content.ts';
import { momentOf, type Now, timestampOf } from './moment.ts';
import { type EscalationPlan, withMissed } from './office-mail.ts';
import type { OwedTicket } from './owed.ts';

/** Promises that were missed at the same moment are told in one mail. */
const GATHERED = { seconds: 3 };
/** After a mail the next one waits so long for what is missed meanwhile. */
const PAUSE = { minutes: 10 };
/** The mail remembers what led to it, and must stay small enough for the server. */
const MOST_TOLD = 1_000;

/** When an escalation of this moment goes: in the office's hours, and some time after the one before. */
export function escalationTime(
  now: Now,
  before: Mail | undefined,
  office: Calendar,
): Pick<EscalationPlan, 'notBefore' | 'heldBack'> {
  const soonest = now.add(GATHERED);
  const paused = before ? momentOf(before.sentAt ?? before.notBefore ?? before.queuedAt, now).add(PAUSE) : soonest;
  const at = soonest.since(paused).sign > 0 ? soonest : paused;
  // An office that opens no more gets the mail when it does: delivery looks at its hours too.
  const opening = office.isOpen(at.toInstant()) ? undefined : office.nextOpening(at.toInstant());
  if (!opening) return { notBefore: timestampOf(at), heldBack: 'more-to-come' };
  return { notBefore: timestampOf(opening.toZonedDateTimeISO(now.timeZoneId)), heldBack: 'office-closed' };
}

/** Begins the escalation, or adds the ticket to the one that still waits; undefined where that one goes as it is. */
export function gatherEscalation(
  draft: MailDraft,
  ticket: OwedTicket,
  current: Mail | undefined,
  now: Now,
): Decision<Mail> | undefined {
  if (!current) return queueMail(draft, current, now);
  const { content, state } = current;
  if (state !== 'queued' || nextStep(current, now).do !== 'wait' || !isOfficeContent(content)) return undefined;
  if (content.tickets.length + (content.more ?? 0) >= MOST_TOLD) return undefined;
  return happened(MailQueued, { ...current, content: withMissed(content, ticket) }, {});
}
