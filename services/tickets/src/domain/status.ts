import type { Attempt, Ticket } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { isInWork } from './ticket.ts';

/** What citizens see of their Vormerkung: no names, no subject, of a clerk's words only an answer written to them. */
export interface PublicStatus {
  readonly state: Ticket['state'];
  readonly wording: string;
  readonly callbackAt?: string;
  readonly callbackUntil?: string;
  readonly promiseBy: string;
  readonly lastPublicLine?: string;
}

export interface StatusContext {
  readonly departmentName: string;
  readonly hotlineNumber: string;
  readonly now: Temporal.Instant;
  readonly zone: string;
}

/** The status in German, as a city would write it. */
export function statusOf(ticket: Ticket, context: StatusContext): PublicStatus {
  const { state, promiseBy } = ticket;
  const window = isInWork(ticket) ? { callbackAt: ticket.callbackAt, callbackUntil: ticket.callbackUntil } : {};
  const lastPublicLine = lastLineOf(ticket, context.zone);
  return { state, wording: wordingOf(ticket, context), ...window, promiseBy, lastPublicLine };
}

/** Who did not agree to get the answer's words by mail was told to look here for them. */
function lastLineOf({ answer, attempts }: Ticket, zone: string): string | undefined {
  if (answer?.by === 'email') return answer.text;
  const last = attempts.at(-1);
  return last && attemptLine(last, zone);
}

function wordingOf(ticket: Ticket, context: StatusContext): string {
  const { departmentName, zone } = context;
  switch (ticket.state) {
    case 'open':
      return `Ihr Anliegen liegt dem Fachbereich ${departmentName} vor. ${whatComes(ticket, context)}`;
    case 'taken':
      return `Ihr Anliegen wird vom Fachbereich ${departmentName} bearbeitet. ${whatComes(ticket, context)}`;
    case 'answered': {
      const how = ticket.answer?.by === 'email' ? 'per E-Mail' : 'telefonisch';
      const when = ticket.answer ? ` am ${dayText(ticket.answer.at, zone)}` : '';
      return `Der Fachbereich ${departmentName} hat Ihr Anliegen${when} ${how} beantwortet.`;
    }
    case 'closed':
      return `Ihr Anliegen beim Fachbereich ${departmentName} ist abgeschlossen.`;
  }
}

function whatComes(ticket: Ticket, { now, zone, hotlineNumber }: StatusContext): string {
  const { answerBy, promiseBy, callbackAt, callbackUntil, attempts } = ticket;
  const isAhead = (time: string) => Temporal.Instant.compare(now, time) < 0;
  if (attempts.at(-1)?.result === 'wrong-number') {
    return `Unter der angegebenen Rufnummer konnten wir Sie nicht erreichen. Bitte rufen Sie uns unter ${hotlineNumber} an.`;
  }
  if (callbackAt && callbackUntil && isAhead(callbackUntil)) {
    const window = `zwischen ${timeText(callbackAt, zone)} und ${timeText(callbackUntil, zone)} Uhr`;
    return `Sie werden am ${dayText(callbackAt, zone)}, ${window} zurückgerufen.`;
  }
  const how = answerBy === 'email' ? 'Sie erhalten Ihre Antwort per E-Mail' : 'Wir melden uns telefonisch bei Ihnen';
  if (!isAhead(promiseBy)) {
    return `${how}; leider dauert es länger als zugesagt. Dafür bitten wir um Entschuldigung.`;
  }
  return `${how}, spätestens am ${dayText(promiseBy, zone)}, um ${timeText(promiseBy, zone)} Uhr.`;
}

function attemptLine({ at, result }: Attempt, zone: string): string {
  const when = `Am ${dayText(at, zone)}, um ${timeText(at, zone)} Uhr`;
  if (result === 'reached') return `${when} haben wir mit Ihnen telefoniert.`;
  return `${when} haben wir Sie telefonisch leider nicht erreicht.`;
}

/** `Dienstag, 24. November 2026`. */
function dayText(time: string, zone: string): string {
  const options = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return Temporal.Instant.from(time).toZonedDateTimeISO(zone).toPlainDate().toLocaleString('de-DE', options);
}

/** `8:00`. */
function timeText(time: string, zone: string): string {
  const { hour, minute } = Temporal.Instant.from(time).toZonedDateTimeISO(zone);
  return `${hour}:${String(minute).padStart(2, '0')}`;
}
