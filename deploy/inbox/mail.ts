import { simpleParser, type AddressObject, type EmailAddress, type ParsedMail } from 'mailparser';
import { Temporal } from '@serviceportal/shared/time';

/** Somebody a header names; `name` is empty where it gives none. */
export interface Mailbox {
  name: string;
  address: string;
}

export interface MailSummary {
  id: string;
  /** RFC 3339 in UTC. */
  receivedAt: string;
  from: Mailbox[];
  /** As the message says. */
  to: Mailbox[];
  /** Whom the mail server delivered to. */
  recipients: string[];
  subject: string;
  messageId: string | null;
  /** The mail it answers, by its Message-ID. */
  inReplyTo: string | null;
  size: number;
}

export interface Mail extends MailSummary {
  returnPath: string;
  cc: Mailbox[];
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
    from: mailboxes(parsed.from),
    to: mailboxes(parsed.to),
    recipients: headers['delivered-to'] ?? [],
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? null,
    size: bytes.length,
    returnPath: (headers['return-path']?.[0] ?? '').replace(/[<>]/g, ''),
    cc: mailboxes(parsed.cc),
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

/** Names the thread a mail belongs to: the mail that it answers, or the mail itself. */
export function threadOf({ inReplyTo, messageId }: MailSummary): string | null {
  return inReplyTo ?? messageId;
}

export function summaryOf(mail: Mail): MailSummary {
  const { id, receivedAt, from, to, recipients, subject, messageId, inReplyTo, size } = mail;
  return { id, receivedAt, from, to, recipients, subject, messageId, inReplyTo, size };
}

function headersOf(parsed: ParsedMail): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (const { key, line } of parsed.headerLines) {
    const value = line.slice(line.indexOf(':') + 1).replace(/\r?\n[ \t]+/g, ' ');
    (headers[key] ??= []).push(value.trim());
  }
  return headers;
}

function mailboxes(value: AddressObject | AddressObject[] | undefined): Mailbox[] {
  const named: EmailAddress[] = [value ?? []].flat().flatMap((object) => object.value);
  return named.flatMap((entry) => entry.group ?? entry).map(({ name, address }) => ({ name, address: address ?? '' }));
}
