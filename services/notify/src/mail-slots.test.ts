import { expect, it } from '@jest/globals';
import { type Mail, MailQueued } from '@serviceportal/shared/contracts';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import type { Log, StoredMessage } from '@serviceportal/shared/log';
import { createLogger } from '@serviceportal/shared/telemetry';
import { Temporal } from '@serviceportal/shared/time';
import type { MailDraft } from './domain/mail.ts';
import { openMailSlots } from './mail-slots.ts';
import { ticketContent as content } from './templates/sample-content.ts';

const now = Temporal.ZonedDateTime.from('2026-11-23T10:00:00+01:00[Europe/Berlin]');
const draft = (
  mailId: string,
  email = 'erika@example.org',
  template: Mail['template'] = 'ticket-status',
): MailDraft => ({
  mailId,
  template,
  citizen: { email },
  content,
  messageId: `<${mailId}@example.org>`,
});
const queued = (mailId: string, queuedAt: string, notBefore?: string) => ({ ...draft(mailId), queuedAt, notBefore });

/** Two mails an hour; what the database has from before, and what another process queues. */
function openSlots(before: ReturnType<typeof queued>[]) {
  let seen: (message: StoredMessage) => void = () => undefined;
  const tail: Log['tail'] = (from, on) => {
    expect(from).toEqual({ stream: 'MAILS', subjects: MailQueued.subjects });
    seen = on;
    return Promise.resolve();
  };
  const slots = openMailSlots(
    {
      log: { tail },
      list: { queuedSince: () => Promise.resolve(before) },
      logger: createLogger({ service: 'notify', level: 'silent' }),
      now: () => now,
    },
    2,
    createLifecycle(),
  );
  const time = (mail: MailDraft) => slots.reserve(mail)?.toZonedDateTimeISO(now.timeZoneId).toPlainTime().toString();
  return { time, seen: (mail: object) => seen({ envelope: { data: { mail } } } as unknown as StoredMessage) };
}

it('mails from before the start, of other processes and of this one all count, each once', async () => {
  const { time, seen } = openSlots([
    queued('m1', '2026-11-23T08:00:00+01:00'),
    queued('m2', '2026-11-23T08:10:00+01:00', '2026-11-23T09:20:00+01:00'),
  ]);
  await Promise.resolve();
  seen(queued('m3', '2026-11-23T09:30:00+01:00'));
  seen(queued('m3', '2026-11-23T09:30:00+01:00'));
  expect(time(draft('m4'))).toBe('10:20:00');
  expect(time(draft('m5', 'Erika@Example.org'))).toBe('10:30:00');
  // The same event again asks for the same mail.
  expect(time(draft('m5'))).toBe('10:30:00');
  expect(time(draft('m6'))).toBe('11:20:00');
  expect(time(draft('m7', 'max@example.org'))).toBe('10:00:00');
});

it('answers and mails to nobody are not held back', () => {
  const { time } = openSlots([]);
  for (const mailId of ['m1', 'm2', 'm3']) {
    expect(time(draft(mailId, 'erika@example.org', 'ticket-answer'))).toBeUndefined();
  }
  expect(time({ ...draft('m4'), citizen: {} })).toBeUndefined();
  expect(time(draft('m5'))).toBe('10:00:00');
});
