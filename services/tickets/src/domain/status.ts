import type { Attempt, Ticket } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { dayText, timeText } from './day-text.ts';
import { isKept } from './overdue.ts';
import { isInWork } from './ticket.ts';

/** What citizens see of their Vormerkung: no names, no subject, of a clerk's words only an answer written to them. */
export interface PublicStatus {
  readonly state: Ticket['state'];
  readonly wording: string;
  readonly callbackAt?: string;
  readonly callbackUntil?: string;
  readonly promiseBy: string;
  readonly lastPublicLine?: string;
  readonly canReopen: boolean;
}

export interface StatusContext {
  readonly departmentName: string;
  readonly hotlineNumber: string;
  readonly now: Temporal.Instant;
  readonly zone: string;
}

const ERASED =
  'Ihre Daten zu dieser Vormerkung wurden gelöscht, wie es das Gesetz vorsieht. Wenn Sie noch Fragen haben, rufen Sie uns bitte an.';

/** The status in German, as a city would write it. */
export function statusOf(ticket: Ticket, context: StatusContext): PublicStatus {
  if (ticket.erasedAt !== undefined) return statusOfErased(ticket);
  return {
    ...whatIsOwed(ticket),
    wording: wordingOf(ticket, context),
    lastPublicLine: lastLineOf(ticket, context.zone),
    canReopen: !isInWork(ticket) && !ticket.reopenedByCitizen,
  };
}

/**
 * The status of a Vormerkung whose concern another one (`main`) holds now. That one may have begun with somebody else's
 * call: of it only how things stand is shown, neither its number nor what was written or said about it.
 */
export function statusOfMerged(main: Ticket, context: StatusContext): PublicStatus {
  if (main.erasedAt !== undefined) return statusOfErased(main);
  const together = 'Ihr Anliegen wurde mit einem weiteren zum selben Thema zusammengefasst.';
  return { ...whatIsOwed(main), wording: `${together} ${wordingOf(main, context)}`, canReopen: false };
}

/** Nothing is left that could be told or taken up again. */
function statusOfErased(ticket: Ticket): PublicStatus {
  return { ...whatIsOwed(ticket), wording: ERASED, canReopen: false };
}

/** How a ticket stands, for those who may know that it is there but not what it says: never words of an answer. */
export function standingOf(ticket: Ticket, context: StatusContext): Omit<PublicStatus, 'canReopen'> {
  const line = ticket.erasedAt === undefined ? callLineOf(ticket, context.zone) : undefined;
  return {
    ...whatIsOwed(ticket),
    wording: wordingOf(ticket, context),
    ...(line !== undefined && { lastPublicLine: line }),
  };
}

function whatIsOwed(ticket: Ticket): Pick<PublicStatus, 'state' | 'callbackAt' | 'callbackUntil' | 'promiseBy'> {
  const { state, promiseBy, callbackAt, callbackUntil } = ticket;
  return { state, promiseBy, ...(isInWork(ticket) && { callbackAt, callbackUntil }) };
}

/** Who did not agree to get the answer's words by mail was told to look here for them. */
function lastLineOf(ticket: Ticket, zone: string): string | undefined {
  return ticket.answer?.by === 'email' ? ticket.answer.text : callLineOf(ticket, zone);
}

function wordingOf(ticket: Ticket, context: StatusContext): string {
  if (ticket.erasedAt !== undefined) return ERASED;
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

function whatComes(ticket: Ticket, context: StatusContext): string {
  const { now, zone } = context;
  const { answerBy, promiseBy, callbackAt, callbackUntil } = ticket;
  const isAhead = (time: string) => Temporal.Instant.compare(now, time) < 0;
  const afterTries = callbackAt === undefined ? whatCameOfCalls(ticket, context) : undefined;
  if (afterTries) return afterTries;
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

/** Where no further call is planned: whoever was not reached has to call, whoever was waits for no call. */
function whatCameOfCalls(ticket: Ticket, { zone, hotlineNumber }: StatusContext): string | undefined {
  const last = ticket.attempts.at(-1);
  const please = `Bitte rufen Sie uns unter ${hotlineNumber} an.`;
  if (last?.result === 'wrong-number') {
    return `Unter der angegebenen Rufnummer konnten wir Sie nicht erreichen. ${please}`;
  }
  if (last && ticket.triesInVain) return `Wir haben Sie telefonisch mehrfach nicht erreicht. ${please}`;
  if (last && isKept(ticket)) {
    return `Wir haben am ${dayText(last.at, zone)} mit Ihnen telefoniert und kümmern uns weiter um Ihr Anliegen.`;
  }
  return undefined;
}

/** The last call, also where the clerk recorded only the answer that was given in it. */
function callLineOf({ answer, attempts }: Ticket, zone: string): string | undefined {
  const last = attempts.at(-1);
  // Times are whole seconds: of the same one the answer is the later, as nothing is tried once it is given.
  const isLater = answer?.by === 'phone' && (!last || Temporal.Instant.compare(answer.at, last.at) >= 0);
  if (isLater) return attemptLine({ at: answer.at, result: 'reached' }, zone);
  return last && attemptLine(last, zone);
}

function attemptLine({ at, result }: Pick<Attempt, 'at' | 'result'>, zone: string): string {
  const when = `Am ${dayText(at, zone)}, um ${timeText(at, zone)} Uhr`;
  if (result === 'reached') return `${when} haben wir mit Ihnen telefoniert.`;
  return `${when} haben wir Sie telefonisch leider nicht erreicht.`;
}
