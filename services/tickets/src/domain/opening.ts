import {
  type CallbackWish,
  type Citizen,
  type Department,
  type Ticket,
  TicketOpened,
} from '@serviceportal/shared/contracts';
import { type Happened, happened } from '@serviceportal/shared/decision';
import { type Calendar, formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { planCallback, promiseForMail } from './callback.ts';
import type { WindowIsFull } from './window.ts';

/** A concern that becomes a Vormerkung, from a call that could not be put through or from the homepage. */
export interface TicketRequest {
  readonly origin: Ticket['origin'];
  readonly reason?: Ticket['reason'];
  readonly subject: string;
  readonly question: string;
  readonly citizen: Citizen;
  readonly answerBy: Ticket['answerBy'];
  readonly topicId?: string;
  readonly wish?: CallbackWish;
  readonly callId?: string;
  readonly transferId?: string;
}

/** The department that owes the answer, when it works and somebody is there, and how many callbacks it can still take. */
export interface Office {
  readonly department: Department;
  readonly calendar: Calendar;
  readonly isFull?: WindowIsFull | undefined;
  readonly absentUntil?: Temporal.Instant | undefined;
}

/** What a Vormerkung tells the citizen; a mail has no window. */
export type Promised = Pick<Ticket, 'promiseBy' | 'callbackAt' | 'callbackUntil' | 'wishMet'>;

/** A department without any opening ahead still gets the concern: a person has to look at it within these days. */
const DAYS_WITHOUT_OPENING = 14;

/** A new Vormerkung with what is promised for it at the moment of deciding. */
export function openTicket(
  ticketId: string,
  request: TicketRequest,
  office: Office,
  now: Temporal.Instant,
): Happened<Ticket> {
  const promised = promiseFor(request, office, now);
  return happened(
    TicketOpened,
    {
      ...request,
      ...promised,
      ticketId,
      departmentId: office.department.departmentId,
      state: 'open',
      openedAt: formatTimestamp(now, office.calendar.zone),
      callbackPlan: promised.callbackAt ? 1 : 0,
      callbackDue: 0,
      attempts: [],
      directoryRevision: office.department.revision,
    },
    { origin: request.origin },
  );
}

/** When the department calls back, or by when it writes. */
export function promiseFor(
  { answerBy, wish }: Pick<TicketRequest, 'answerBy' | 'wish'>,
  { department, calendar, isFull, absentUntil }: Office,
  now: Temporal.Instant,
): Promised {
  const { callbackServiceHours, mailServiceHours } = department.serviceLevel;
  const text = (instant: Temporal.Instant) => formatTimestamp(instant, calendar.zone);
  if (answerBy === 'email') {
    const plan = promiseForMail({ calendar, now, mailServiceHours });
    return { promiseBy: text(plan.planned ? plan.promiseBy : lastResort(now)) };
  }
  const plan = planCallback({ calendar, now, wish, callbackServiceHours, absentUntil, isFull });
  if (!plan.planned) return { promiseBy: text(lastResort(now)) };
  const { callbackAt, callbackUntil, promiseBy, wishMet } = plan;
  return { callbackAt: text(callbackAt), callbackUntil: text(callbackUntil), promiseBy: text(promiseBy), wishMet };
}

function lastResort(now: Temporal.Instant): Temporal.Instant {
  return now.add({ hours: 24 * DAYS_WITHOUT_OPENING });
}
