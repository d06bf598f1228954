import { displayTicketId } from '@serviceportal/shared/identity';
import type { Temporal } from '@serviceportal/shared/time';
import { englishSentence } from './english-sentence.ts';
import { daysAhead, isMidnight, local, timeText, type Told } from './told.ts';

/** What the agent reads out to the caller, in their language: who answers, when and how, and what the status is asked with. */
export function sentenceFor(told: Told): string {
  return told.language === 'en' ? englishSentence(told) : germanSentence(told);
}

function germanSentence(told: Told): string {
  const { ticket, pin } = told;
  const number = `Ihre Vorgangsnummer ist ${displayTicketId(ticket.ticketId)}, Ihre PIN ${pin}.`;
  if (ticket.answerBy === 'email') return `${byMail(told)} ${number}`;
  const regret = ticket.wishMet === false ? 'Zu Ihrer Wunschzeit ist leider kein Rückruf möglich. ' : '';
  return `${regret}${subjectOf(told)} ruft Sie ${callbackWindow(told) ?? deadline(told)} zurück. ${number}`;
}

function byMail(told: Told): string {
  if (told.emailConsent) return `${subjectOf(told)} antwortet Ihnen ${deadline(told)} per E-Mail.`;
  return `${subjectOf(told)} gibt Ihnen ${deadline(told)} per E-Mail Nachricht, wie Sie Ihre Antwort erhalten.`;
}

const ARTICLES: [RegExp, string][] = [
  [/(amt|büro)$/i, 'Das'],
  [/(stelle|aufsicht|planung|behörde|verwaltung|abteilung|kasse|hilfe)$/i, 'Die'],
];

/** `Das Standesamt`, `Die Zulassungsstelle`; where the article isn't certain, `Der Fachbereich Coronafragen`. */
function subjectOf({ departmentName: name }: Told): string {
  if (!name) return 'Der zuständige Fachbereich';
  const article = /\s/.test(name) ? undefined : ARTICLES.find(([ending]) => ending.test(name))?.[1];
  return `${article ?? 'Der Fachbereich'} ${name}`;
}

/** `heute zwischen 14 und 16 Uhr`, `am Dienstag, 24. November, zwischen 8:30 und 10 Uhr` */
function callbackWindow(told: Told): string | undefined {
  const { callbackAt, callbackUntil } = told.ticket;
  if (!callbackAt || !callbackUntil) return undefined;
  const from = local(callbackAt, told);
  const date = near(from, told) ?? `am ${dateText(from)},`;
  return `${date} zwischen ${timeText(from)} und ${endText(local(callbackUntil, told))} Uhr`;
}

/** `bis morgen, 16 Uhr,` or `bis Mittwoch, 25. November, 16 Uhr,` */
function deadline(told: Told): string {
  const by = local(told.ticket.promiseBy, told);
  return `bis ${near(by, told) ?? dateText(by)}, ${timeText(by)} Uhr,`;
}

function near(day: Temporal.ZonedDateTime, told: Told): string | undefined {
  const days = daysAhead(day, told);
  return days === 0 ? 'heute' : days === 1 ? 'morgen' : undefined;
}

function dateText(day: Temporal.ZonedDateTime): string {
  return day.toPlainDate().toLocaleString('de-DE', { weekday: 'long', day: 'numeric', month: 'long' });
}

/** The end of a day is read out as 24, not as 0. */
function endText(end: Temporal.ZonedDateTime): string {
  return isMidnight(end) ? '24' : timeText(end);
}
