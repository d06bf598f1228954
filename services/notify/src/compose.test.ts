import { expect, it } from '@jest/globals';
import type { Mail } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { ticketOf } from '../test/city.ts';
import { createComposer } from './compose.ts';
import { digestMailOf } from './domain/office-mail.ts';
import { answerMailOf } from './domain/ticket-mail.ts';

const emailConsent = { wording: 'Per E-Mail?', at: '2026-11-23T10:00:00+01:00', channel: 'phone' } as const;
const answer = { by: 'email', text: 'Vertraulich.', at: emailConsent.at, clerkId: 'k-weber' } as const;
const contacts = { departmentName: 'Standesamt', departmentNumber: '1', hotlineNumber: '2', cityName: 'Krefeld' };
const draft = answerMailOf(ticketOf({ email: 'erika@example.org', emailConsent }, { answer }), 'e1', contacts, {
  domain: 'example.org',
  isProtected: true,
})!;
const now = Temporal.ZonedDateTime.from('2026-11-23T10:00:00+01:00[Europe/Berlin]');
const mail: Mail = { ...draft, state: 'queued', queuedAt: emailConsent.at, tries: 0, revision: 1 };

it('keeps an answer back that was queued before the way lost its protection', () => {
  const compose = (isProtected: boolean) =>
    createComposer({ CITY_ZONE: 'Europe/Berlin' }, 'service@example.org', { isProtected })(mail, now);
  expect(compose(true)).toMatchObject({ to: { email: 'erika@example.org' }, from: { name: 'Stadt Krefeld' } });
  expect(compose(false)).toEqual({ withheld: 'unprotected' });
});

it('keeps a digest back that comes on another day, and sends it with the name of the office on its own', () => {
  const office = {
    departmentId: 'standesamt',
    contacts,
    contact: { name: 'Standesamt', email: 'standesamt@krefeld.example' },
  };
  const owed = ticketOf({}, { ticketId: '7K3Q9F2M' });
  const digest = digestMailOf(office, [owed], { domain: 'example.org', isProtected: true }, now)!;
  const compose = (at: Temporal.ZonedDateTime) =>
    createComposer({ CITY_ZONE: 'Europe/Berlin' }, 'service@example.org', { isProtected: false })(
      { ...mail, ...digest },
      at,
    );
  expect(compose(now.add({ hours: 13 }))).toMatchObject({
    to: { name: 'Standesamt', email: 'standesamt@krefeld.example' },
    letter: { subject: expect.stringContaining('Standesamt') },
  });
  expect(compose(now.add({ days: 1 }))).toEqual({ withheld: 'too-late' });
});
