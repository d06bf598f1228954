import type {
  ArticlesMailContent,
  Mail,
  MailTemplate,
  OfficeMailContent,
  TicketMailContent,
} from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import { displayTicketId } from '@serviceportal/shared/identity';
import { Temporal } from '@serviceportal/shared/time';
import { isArticlesContent, isTicketContent } from '../domain/mail-content.ts';
import { english } from './english.ts';
import { german } from './german.ts';
import type { ArticlesLetter, Language, OfficeLetter, TicketLetter } from './language.ts';
import { markdownParts } from './markdown.ts';
import { office } from './office.ts';
import { asHtml, asText, type Part } from './parts.ts';

/** A mail's words. Text and HTML say the same. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: 'de' | 'en';
}

interface Setting {
  readonly statusUrl?: string;
  readonly zone: string;
}

const LANGUAGES: Record<Letter['language'], Language> = { de: german, en: english };

/** Writes the letter in the citizen's language, German unless they chose another; to offices in German. */
export function letterOf(mail: Pick<Mail, 'template' | 'citizen' | 'content'>, setting: Setting): Letter {
  const { template, content } = mail;
  const language = mail.citizen.language ?? 'de';
  const words = LANGUAGES[language];
  if (isTicketContent(content)) {
    const { subject, body } = wordsOf(words.ticket, template);
    const letter = ticketLetter(content, setting);
    return written(`${subject(letter)} [${letter.number}]`, [...body(letter), ...words.closing(letter)], language);
  }
  if (isArticlesContent(content)) {
    const { subject, body } = words.articles;
    const letter = articlesLetter(content);
    return written(subject(letter), [...body(letter), ...words.closing(letter)], language);
  }
  const { subject, body } = wordsOf(office.office, template);
  const letter = officeLetter(content, setting);
  return written(subject(letter), [...body(letter), ...office.closing(letter)], 'de');
}

function written(subject: string, parts: Part[], language: Letter['language']): Letter {
  return { subject, text: asText(parts), html: asHtml(parts, { language, title: subject }), language };
}

/** The words of this template; content of another kind than the template's is a fault that no later try mends. */
function wordsOf<Template extends MailTemplate, Words>(all: Record<Template, Words>, template: MailTemplate): Words {
  if (template in all) return all[template as Template];
  throw new Permanent('bad-data', `the mail's content is not one of ${template}`);
}

function ticketLetter(content: TicketMailContent, { statusUrl, zone }: Setting): TicketLetter {
  const { callbackAt, callbackUntil, previously } = content;
  return {
    number: displayTicketId(content.ticketId),
    city: content.cityName,
    department: content.departmentName,
    departmentNumber: content.departmentNumber,
    hotlineNumber: content.hotlineNumber,
    answerBy: content.answerBy,
    callback: callbackAt ? { from: moment(callbackAt, zone), until: moment(callbackUntil, zone) } : undefined,
    previously: moment(previously, zone),
    promiseBy: moment(content.promiseBy, zone),
    change: content.change,
    answer: content.answer,
    statusUrl,
  };
}

function articlesLetter({ cityName, hotlineNumber, articles }: ArticlesMailContent): ArticlesLetter {
  return {
    city: cityName,
    hotlineNumber,
    articles: articles.map(({ title, body }) => ({ title, body: markdownParts(body) })),
  };
}

function officeLetter(content: OfficeMailContent, { zone }: Setting): OfficeLetter {
  const { digest } = content;
  return {
    city: content.cityName,
    hotlineNumber: content.hotlineNumber,
    department: content.departmentName,
    tickets: content.tickets.map(({ ticketId, state, promiseBy, callbackAt, overdue }) => ({
      number: displayTicketId(ticketId),
      state,
      promiseBy: moment(promiseBy, zone),
      callbackAt: moment(callbackAt, zone),
      overdue,
    })),
    more: content.more ?? 0,
    digest: digest && { ...digest, day: Temporal.PlainDate.from(digest.date) },
  };
}

function moment(at: string, zone: string): Temporal.ZonedDateTime;
function moment(at: string | undefined, zone: string): Temporal.ZonedDateTime | undefined;
function moment(at: string | undefined, zone: string): Temporal.ZonedDateTime | undefined {
  return at === undefined ? undefined : Temporal.Instant.from(at).toZonedDateTimeISO(zone);
}
