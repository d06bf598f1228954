import { describe, expect, it } from '@jest/globals';
import type { Citizen } from '@serviceportal/shared/contracts';
import { ticketOf } from '../../test/city.ts';
import {
  answerMailOf,
  callbackMissedMailOf,
  callbackMovedMailOf,
  confirmationOf,
  statusMailOf,
} from './ticket-mail.ts';

const contacts = {
  departmentName: 'Standesamt',
  departmentNumber: '02151 86-2351',
  hotlineNumber: '02151 86-0',
  cityName: 'Krefeld',
};
const setting = { domain: 'krefeld.example', isProtected: true };
const emailConsent = {
  wording: 'Dürfen wir per E-Mail antworten?',
  at: '2026-11-23T10:00:00+01:00',
  channel: 'phone',
} as const;
const withoutConsent: Citizen = { name: 'Erika Mustermann', phone: '+4915112345678', email: 'erika@example.org' };
const consenting: Citizen = { ...withoutConsent, emailConsent };
const answer = { text: 'Bitte bringen Sie das Urteil mit.', at: emailConsent.at, clerkId: 'k-weber' };

function answered(citizen: Citizen, by: 'phone' | 'email' = 'email') {
  return ticketOf(citizen, { ticketId: '7K3Q9F2M', state: 'answered', answer: { ...answer, by } });
}

describe('the confirmation', () => {
  it.each(['callback', 'email'] as const)('goes to whoever has an address, also when answered by %s', (answerBy) => {
    const mail = confirmationOf(ticketOf(withoutConsent, { answerBy }), contacts, setting);
    expect(mail).toMatchObject({ template: 'ticket-confirmation', citizen: { email: 'erika@example.org' } });
  });

  it('goes to nobody without one', () => {
    expect(confirmationOf(ticketOf({ phone: '+4915112345678' }), contacts, setting)).toBeUndefined();
  });

  it('knows no more of the citizen and the concern than it says', () => {
    const mail = confirmationOf(ticketOf(consenting), contacts, setting);
    expect(JSON.stringify(mail)).not.toMatch(/Mustermann|Scheidung|Unterlagen|4915112345678|Dürfen/);
  });
});

describe('the answer', () => {
  it.each([
    ['with consent and a protected way', consenting, true, 'ticket-answer'],
    ['without consent', withoutConsent, true, 'ticket-answer-notice'],
    ['over a way that others can read', consenting, false, 'ticket-answer-notice'],
  ])('%s', (_when, citizen, isProtected, template) => {
    const mail = answerMailOf(answered(citizen), 'e1', contacts, { ...setting, isProtected })!;
    expect(mail.template).toBe(template);
    expect('answer' in mail.content && mail.content.answer).toBe(template === 'ticket-answer' && answer.text);
  });

  it('goes by mail only if it was given by mail and there is an address', () => {
    expect(answerMailOf(answered(consenting, 'phone'), 'e1', contacts, setting)).toBeUndefined();
    expect(answerMailOf(answered({ phone: '+4915112345678' }), 'e1', contacts, setting)).toBeUndefined();
  });

  it('is the same mail when the event comes again, whatever the way is like by then, and another one after a reopening', () => {
    const first = answerMailOf(answered(consenting), 'e1', contacts, setting)!;
    const again = answerMailOf(answered(consenting), 'e1', contacts, { ...setting, isProtected: false })!;
    const later = answerMailOf(answered(consenting), 'e2', contacts, setting)!;
    expect(again).toMatchObject({ mailId: first.mailId, messageId: first.messageId });
    expect(later.mailId).not.toBe(first.mailId);
    expect(later.messageId).not.toBe(first.messageId);
  });

  it('belongs to the thread that the confirmation began', () => {
    const confirmation = confirmationOf(answered(consenting), contacts, setting)!;
    expect(confirmation.messageId).toBe('<7K3Q9F2M.confirmation@krefeld.example>');
    expect(answerMailOf(answered(consenting), 'e1', contacts, setting)!.inReplyTo).toBe(confirmation.messageId);
  });
});

describe('news of the callback', () => {
  const ticket = ticketOf(consenting, { ticketId: '7K3Q9F2M', callbackPlan: 3 });
  const moved = (of = ticket) =>
    callbackMovedMailOf(of, { previously: '2026-11-24T08:00:00+01:00' }, contacts, setting);

  it('is one mail for each planning, in the thread of the confirmation', () => {
    expect(moved()).toMatchObject({
      mailId: '7K3Q9F2M-callback-3',
      template: 'callback-moved',
      inReplyTo: '<7K3Q9F2M.confirmation@krefeld.example>',
      content: { previously: '2026-11-24T08:00:00+01:00', callbackAt: ticket.callbackAt },
    });
    expect(moved({ ...ticket, callbackPlan: 4 })!.mailId).toBe('7K3Q9F2M-callback-4');
    const missed = callbackMissedMailOf(ticket, contacts, setting);
    expect(missed).toMatchObject({ mailId: '7K3Q9F2M-missed-3', template: 'callback-missed' });
    expect(JSON.stringify([moved(), missed])).not.toMatch(/Mustermann|Scheidung|Unterlagen|4915112345678|Dürfen/);
  });

  it('goes to nobody without an address', () => {
    const unreachable = { ...ticket, citizen: { phone: '+4915112345678' } };
    expect(moved(unreachable)).toBeUndefined();
    expect(callbackMissedMailOf(unreachable, contacts, setting)).toBeUndefined();
  });
});

describe('news of the state', () => {
  it('goes to whoever wanted it, one mail for each change', () => {
    const wanting = ticketOf({ ...withoutConsent, statusMails: true }, { ticketId: '7K3Q9F2M' });
    const mail = (eventId: string) => statusMailOf(wanting, { change: 'closed', eventId }, contacts, setting);
    expect(mail('e1')).toMatchObject({ mailId: '7K3Q9F2M-status-e1', content: { change: 'closed' } });
    expect(mail('e2')!.mailId).not.toBe(mail('e1')!.mailId);
    const silent = ticketOf(withoutConsent);
    expect(statusMailOf(silent, { change: 'closed', eventId: 'e1' }, contacts, setting)).toBeUndefined();
  });
});
