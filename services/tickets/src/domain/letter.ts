import type { Department, Hotline, Ticket } from '@serviceportal/shared/contracts';
import { type Refusal, refuse } from '@serviceportal/shared/errors';
import { displayTicketId, phoneText } from '@serviceportal/shared/identity';
import { dateText } from './day-text.ts';
import { hoursText, type Language } from './hours-text.ts';
import { isInWork } from './ticket.ts';

/** Who writes, and the time in the city (RFC 3339). */
export interface LetterContext {
  readonly department: Department;
  readonly hotline: Hotline;
  readonly now: string;
}

/** What the citizen is told of the calls that were tried. */
type Tried = 'in-vain' | 'wrong-number' | 'not-tried';

/**
 * The letter to a citizen who could not be reached, for clerks to print: in English where that is the citizen's
 * language. Nothing of the concern stands in it, as nobody knows who opens it. Refused when nothing is owed any more.
 */
export function letterTo(ticket: Ticket, context: LetterContext): { language: Language; text: string } | Refusal {
  if (!isInWork(ticket)) return refuse('conflict', `The ticket is ${ticket.state} already.`);
  const language = ticket.citizen.language ?? 'de';
  const text = language === 'en' ? english(ticket, context) : german(ticket, context);
  return { language, text };
}

function german(ticket: Ticket, { department, hotline, now }: LetterContext): string {
  const { cityName, number, zone, week } = hotline;
  const tried: Record<Tried, string> = {
    'in-vain': 'wir haben mehrfach versucht, Sie anzurufen, und Sie leider nicht erreicht.',
    'wrong-number': 'unter der Rufnummer, die Sie uns genannt haben, konnten wir Sie leider nicht erreichen.',
    'not-tried': 'zu Ihrem Anliegen möchten wir gern mit Ihnen sprechen.',
  };
  return letter([
    `${cityName}, ${dateText(now, zone)}`,
    `Ihr Anliegen vom ${dateText(ticket.openedAt, zone)}\nVorgangsnummer ${displayTicketId(ticket.ticketId)}`,
    `Guten Tag${named(ticket)},`,
    `${tried[triedOf(ticket)]} Bitte rufen Sie uns an und nennen Sie Ihre Vorgangsnummer ${displayTicketId(ticket.ticketId)}:`,
    lines([
      `Stadt ${cityName}: ${phoneText(number, number)}${inBrackets(hoursText(week))}`,
      `Fachbereich ${department.name}: ${phoneText(department.centralNumber, number)}${inBrackets(hoursText(department.week))}`,
    ]),
    'Gern rufen wir Sie auch zu einer Zeit zurück, die Ihnen passt.',
    `Mit freundlichen Grüßen\n\nStadt ${cityName}\nFachbereich ${department.name}`,
  ]);
}

function english(ticket: Ticket, { department, hotline, now }: LetterContext): string {
  const { cityName, number, zone, week } = hotline;
  const tried: Record<Tried, string> = {
    'in-vain': 'We have tried to call you several times but could not reach you.',
    'wrong-number': 'We could not reach you at the phone number you gave us.',
    'not-tried': 'We would like to talk to you about your request.',
  };
  return letter([
    `${cityName}, ${dateText(now, zone, 'en')}`,
    `Your request of ${dateText(ticket.openedAt, zone, 'en')}\nReference number ${displayTicketId(ticket.ticketId)}`,
    `Dear ${ticket.citizen.name ?? 'Sir or Madam'},`,
    `${tried[triedOf(ticket)]} Please call us and quote your reference number ${displayTicketId(ticket.ticketId)}:`,
    lines([
      `City of ${cityName}: ${phoneText(number, number)}${inBrackets(hoursText(week, 'en'))}`,
      `Department ${department.name}: ${phoneText(department.centralNumber, number)}${inBrackets(hoursText(department.week, 'en'))}`,
    ]),
    'We will also gladly call you back at a time that suits you.',
    `Yours sincerely\n\nCity of ${cityName}\nDepartment ${department.name}`,
  ]);
}

function triedOf({ attempts }: Ticket): Tried {
  const last = attempts.at(-1)?.result;
  if (last === 'wrong-number') return 'wrong-number';
  return last === 'no-answer' || last === 'busy' ? 'in-vain' : 'not-tried';
}

function named({ citizen: { name } }: Ticket): string {
  return name ? ` ${name}` : '';
}

/** Empty for an office that never opens. */
function inBrackets(hours: string): string {
  return hours && ` (${hours})`;
}

function lines(all: readonly string[]): string {
  return all.join('\n');
}

function letter(paragraphs: readonly string[]): string {
  return `${paragraphs.join('\n\n')}\n`;
}
