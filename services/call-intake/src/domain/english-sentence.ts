import { displayTicketId } from '@serviceportal/shared/identity';
import type { Temporal } from '@serviceportal/shared/time';
import { clockText, daysAhead, isMidnight, local, type Told } from './told.ts';

/** The same for callers who speak English; names of departments stay as they are. */
export function englishSentence(told: Told): string {
  const { ticket, pin, departmentName } = told;
  const number = `Your reference number is ${displayTicketId(ticket.ticketId)}, your PIN ${pin}.`;
  const who = departmentName ? `The department ${departmentName}` : 'The department in charge';
  if (ticket.answerBy === 'email') return `${who} ${byMail(told)} ${number}`;
  const regret = ticket.wishMet === false ? 'Unfortunately no call is possible at the time you asked for. ' : '';
  return `${regret}${who} will call you back ${callbackWindow(told) ?? deadline(told)}. ${number}`;
}

function byMail(told: Told): string {
  if (told.emailConsent) return `will answer you by e-mail ${deadline(told)}.`;
  return `will let you know by e-mail ${deadline(told)} how to get your answer.`;
}

/** `today between 14:00 and 16:00`, `on Tuesday 24 November between 8:30 and 10:00` */
function callbackWindow(told: Told): string | undefined {
  const { callbackAt, callbackUntil } = told.ticket;
  if (!callbackAt || !callbackUntil) return undefined;
  const [from, until] = [local(callbackAt, told), local(callbackUntil, told)];
  const end = isMidnight(until) ? '24:00' : clockText(until);
  return `${near(from, told) ?? `on ${dateText(from)}`} between ${clockText(from)} and ${end}`;
}

/** `by tomorrow at 16:00`, `by Wednesday 25 November at 16:00` */
function deadline(told: Told): string {
  const by = local(told.ticket.promiseBy, told);
  return `by ${near(by, told) ?? dateText(by)} at ${clockText(by)}`;
}

function near(day: Temporal.ZonedDateTime, told: Told): string | undefined {
  return ['today', 'tomorrow'][daysAhead(day, told)];
}

function dateText(day: Temporal.ZonedDateTime): string {
  return day.toPlainDate().toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
}
