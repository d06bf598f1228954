import type { SmtpReply } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { parseEmail } from '@serviceportal/shared/identity';
import { createTransport } from 'nodemailer';
import type { NotifyConfig } from '../config.ts';
import type { Letter } from '../templates/letter.ts';
import { type Failure, failureOf } from './smtp-failure.ts';

/** One mail to one person. */
export interface OutgoingMail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name?: string | undefined; readonly email: string };
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly letter: Letter;
}

export type Sent = { sent: true; reply: SmtpReply } | ({ sent: false } & Failure);

export interface MailServer {
  /** Whether what goes to the server is encrypted or never leaves the machine. */
  readonly isProtected: boolean;
  /** Hands the mail over, in at most 40 s; never throws. When `signal` aborts nobody knows whether it arrived. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Sent>;
}

/** Well under the lease of 60 s. */
const LONGEST_MS = 40_000;
const TIMEOUTS = { dnsTimeout: 5_000, connectionTimeout: 5_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

type MailServerConfig = Pick<NotifyConfig, 'SMTP_URL' | 'SMTP_REQUIRE_TLS' | 'NODE_ENV'>;

/**
 * The city's mail server; `ConfigError` for one that production would reach over an open line. Each mail has a connection of its own: a pool would send by itself again what it isn't sure of,
 * and only the lease may decide that.
 */
export function createMailServer(config: MailServerConfig): MailServer {
  const url = new URL(config.SMTP_URL);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'smtps:';
  const local = isLoopback(host);
  const requireTLS = !local && config.SMTP_REQUIRE_TLS === 'yes';
  if (config.NODE_ENV === 'production' && !local && !secure && !requireTLS) {
    throw new ConfigError('SMTP_REQUIRE_TLS is no: leave it out in production, mails hold personal data.');
  }
  const transport = createTransport({
    host,
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    requireTLS,
    // A server on this machine often offers TLS with a certificate nobody can check.
    ignoreTLS: local && !secure,
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    ...TIMEOUTS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    isProtected: local || secure || requireTLS,
    async send(mail, signal) {
      // Whoever wrote it: only what is exactly one address gets into an envelope.
      const to = parseEmail(mail.to.email);
      if (to === undefined) return { sent: false, permanent: true, reply: { kind: 'bad-address' } };
      try {
        const { response } = await transport.sendMail({
          ...messageOf(mail, to),
          signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
        });
        return { sent: true, reply: { code: Number(response.slice(0, 3)) || undefined, kind: 'accepted' } };
      } catch (cause) {
        return { sent: false, ...failureOf(cause) };
      }
    },
  };
}

function messageOf({ from, to: { name = '' }, messageId, inReplyTo, letter }: OutgoingMail, to: string) {
  return {
    // Objects, and an envelope of our own: in a text, a comma or a line break would name other recipients.
    from: { name: from.name, address: from.address },
    to: { name, address: to },
    envelope: { from: from.address, to: [to] },
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    messageId,
    ...(inReplyTo && { inReplyTo, references: [inReplyTo] }),
    headers: {
      // Absence notes and other machines must not answer.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': letter.language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** `localhost`, 127.0.0.0/8 and ::1: what goes there never leaves the machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
