import { expect, it } from '@jest/globals';
import type { Mail } from '@serviceportal/shared/contracts';
import { ticketOf } from '../test/city.ts';
import { createComposer } from './compose.ts';
import { answerMailOf } from './domain/ticket-mail.ts';

const emailConsent = { wording: 'Per E-Mail?', at: '2026-11-23T10:00:00+01:00', channel: 'phone' } as const;
const answer = { by: 'email', text: 'Vertraulich.', at: emailConsent.at, clerkId: 'k-weber' } as const;
const contacts = { departmentName: 'Standesamt', departmentNumber: '1', hotlineNumber: '2', cityName: 'Krefeld' };
const draft = answerMailOf(ticketOf({ email: 'erika@example.org', emailConsent }, { answer }), 'e1', contacts, {
  domain: 'example.org',
  isProtected: true,
})!;
const mail: Mail = { ...draft, state: 'queued', queuedAt: emailConsent.at, tries: 0, revision: 1 };

it('keeps an answer back that was queued before the way lost its protection', () => {
  const compose = (isProtected: boolean) =>
    createComposer({ CITY_ZONE: 'Europe/Berlin' }, 'service@example.org', { isProtected })(mail);
  expect(compose(true)).toMatchObject({ to: 'erika@example.org', from: { name: 'Stadt Krefeld' } });
  expect(compose(false)).toBeUndefined();
});
