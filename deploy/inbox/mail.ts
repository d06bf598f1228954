import { simpleParser, type AddressObject, type ParsedMail } from 'mailparser';
import { Temporal } from '@serviceportal/shared/time';

export interface MailSummary {
  id: string;
  /** RFC 3339 in UTC. */
  receivedAt: string;
  from: string;
  /** As the message says, e.g. `Erika Muster <erika@example.org>`. */
  to: string;
  /** Whom the mail server delivered to. */
  recipients: string[];
  subject: string;
  messageId: string | null;
  size: number;
}

export interface Mail extends MailSummary {
  returnPath: string;
  cc: string;
  inReplyTo: string | null;
  references: string[];
  /** Lower-case name → its values in order, as they stand in the message. */
  headers: Record<string, string[]>;
  text: string | null;
  html: string | null;
  attachments: { filename: string | null; contentType: string; size: number }[];
}

/** Reads a mail kept by the store: an RFC 5322 message below its envelope's trace headers. */
export async function parseMail(id: string, bytes: Buffer): Promise<Mail> {
  const parsed = await simpleParser(bytes, { skipTextToHtml: true, skipHtmlToText: true, skipImageLinks: true });
  const headers = headersOf(parsed);
  return {
    id,
    receivedAt: Temporal.Instant.fromEpochMilliseconds(Number(id)).toString(),
    from: addresses(parsed.from),
    to: addresses(parsed.to),
    recipients: headers['delivered-to'] ?? [],
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? null,
    size: bytes.length,
    returnPath: (headers['return-path']?.[0] ?? '').replace(/[<>]/g, ''),
    cc: addresses(parsed.cc),
    inReplyTo: parsed.inReplyTo ?? null,
    references: [parsed.references ?? []].flat(),
    headers,
    text: parsed.text ?? null,
    html: parsed.html || null,
    attachments: parsed.attachments.map(({ filename, contentType, size }) => ({
      filename: filename ?? null,
      contentType,
      size,
    })),
  };
}

export function summaryOf(mail: Mail): MailSummary {
  const { id, receivedAt, from, to, recipients, subject, messageId, size } = mail;
  return { id, receivedAt, from, to, recipients, subject, messageId, size };
}

function headersOf(parsed: ParsedMail): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const { key, line } of parsed.headerLines) {
    const value = line.slice(line.indexOf(':') + 1).replace(/\r?\n[ \t]+/g, ' ');
    (headers[key] ??= []).push(value.trim());
  }
  return headers;
}

function addresses(value: AddressObject | AddressObject[] | undefined): string {
  return [value ?? []]
    .flat()
    .map((object) => object.text)
    .join(', ');
}
