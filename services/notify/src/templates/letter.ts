import type { Mail, MailContent } from '@serviceportal/shared/contracts';
import { displayTicketId } from '@serviceportal/shared/identity';
import { Temporal } from '@serviceportal/shared/time';
import { english } from './english.ts';
import { german } from './german.ts';
import type { Language, LetterContent } from './language.ts';
import { asHtml, asText } from './parts.ts';

/** A mail's words. Text and HTML say the same. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: 'de' | 'en';
}

const LANGUAGES: Record<Letter['language'], Language> = { de: german, en: english };

/** Writes the letter in the citizen's language, German unless they chose another. */
export function letterOf(
  mail: Pick<Mail, 'template' | 'citizen' | 'content'>,
  setting: { statusUrl?: string; zone: string },
): Letter {
  const language = mail.citizen.language ?? 'de';
  const { subjects, bodies, closing } = LANGUAGES[language];
  const content = contentOf(mail.content, setting);
  const subject = `${subjects[mail.template](content)} [${content.number}]`;
  const parts = [...bodies[mail.template](content), ...closing(content)];
  return { subject, text: asText(parts), html: asHtml(parts, { language, title: subject }), language };
}

function contentOf(content: MailContent, { statusUrl, zone }: { statusUrl?: string; zone: string }): LetterContent {
  const at = (time: string) => Temporal.Instant.from(time).toZonedDateTimeISO(zone);
  const { callbackAt, callbackUntil } = content;
  return {
    number: displayTicketId(content.ticketId),
    city: content.cityName,
    department: content.departmentName,
    departmentNumber: content.departmentNumber,
    hotlineNumber: content.hotlineNumber,
    answerBy: content.answerBy,
    callback: callbackAt ? { from: at(callbackAt), until: callbackUntil ? at(callbackUntil) : undefined } : undefined,
    promiseBy: at(content.promiseBy),
    answer: content.answer,
    statusUrl,
  };
}
