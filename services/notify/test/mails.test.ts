import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ticket } from '@serviceportal/shared/contracts';
import { eventually } from '@serviceportal/test/eventually';
import { mailIdOf } from '../src/domain/ids.ts';
import { ticketOf } from './city.ts';
import { get, post } from './http.ts';
import { openWorld, type Running, type World } from './notify-at.ts';
import { addressesOf } from './scripted-smtp.ts';

let world: World;
let notify: Running;
const emailConsent = {
  wording: 'Dürfen wir per E-Mail antworten?',
  at: '2026-11-23T10:00:00+01:00',
  channel: 'phone',
} as const;

beforeAll(async () => {
  world = await openWorld();
  notify = await world.start({
    STATUS_URL: 'https://www.krefeld.example/vormerkung',
    MAIL_FROM: 'service@krefeld.example',
  });
});
afterAll(() => world?.close());

function confirmationId({ ticketId }: Ticket): string {
  return mailIdOf({ kind: 'confirmation', ticketId });
}

describe('a ticket that is opened', () => {
  it('is confirmed by mail, in the city’s name and without a word of the case', async () => {
    const ticket = await world.city.open(ticketOf({ name: 'Erika Mustermann', email: 'erika@example.org' }));
    const { envelope, parsed } = await world.mailTo('erika@example.org');
    expect(envelope.from).toBe('service@krefeld.example');
    expect(parsed.from?.value).toEqual([{ name: 'Stadt Krefeld', address: 'service@krefeld.example' }]);
    expect(addressesOf(parsed.to)).toEqual(['erika@example.org']);
    expect(parsed.subject).toBe(
      `Ihre Vormerkung bei der Stadt Krefeld [${ticket.ticketId.slice(0, 4)}-${ticket.ticketId.slice(4)}]`,
    );
    expect(parsed.text).toContain('Dienstag, 24. November 2026, zwischen 8:00 und 10:00 Uhr');
    expect(parsed.text).not.toContain('02151 86-2351');
    expect(parsed.text).toContain('unter 02151 86-0.');
    expect(parsed.text).toContain('https://www.krefeld.example/vormerkung');
    expect(`${parsed.text}${parsed.html || ''}${parsed.subject}`).not.toMatch(/Mustermann|Scheidung|Unterlagen/);
    expect(parsed.messageId).toBe(`<${ticket.ticketId}.confirmation@krefeld.example>`);
    const mail = await world.becomes(confirmationId(ticket), { state: 'sent' });
    expect(mail).toMatchObject({ tries: 1, reply: { code: 250, kind: 'accepted' } });
  });

  it('is confirmed in English where that was chosen', async () => {
    await world.city.open(ticketOf({ email: 'emma@example.org', language: 'en' }));
    const { parsed } = await world.mailTo('emma@example.org');
    expect(parsed.subject).toMatch(/^Your request to the City of Krefeld \[/);
  });

  it('is confirmed once, however often and by whatever replica its event is seen', async () => {
    const second = await world.start();
    const ticket = await world.city.open(ticketOf({ email: 'einmal@example.org' }));
    await world.becomes(confirmationId(ticket), { state: 'sent' });
    const subject = `tickets.standesamt.${ticket.ticketId}.opened`;
    const stored = await world.realm.jsm.streams.getMessage('TICKETS', { last_by_subj: subject });
    for (let copy = 0; copy < 5; copy++) world.realm.operator.publish(subject, stored!.data);
    const later = await world.city.open(ticketOf({ email: 'spaeter@example.org' }));
    await world.becomes(confirmationId(later), { state: 'sent' });
    await world.caughtUp('TICKETS', 'notify-on-ticket-opened');
    expect(world.receivedBy('einmal@example.org')).toHaveLength(1);
    await second.stop();
  });

  it('is not confirmed to whoever has no address', async () => {
    const ticket = await world.city.open(ticketOf({ phone: '+4915112345678' }));
    await world.caughtUp('TICKETS', 'notify-on-ticket-opened');
    expect(await world.mails.load(confirmationId(ticket))).toBeUndefined();
  });
});

describe('a ticket that is answered by mail', () => {
  async function answered(email: string, consent: boolean) {
    const citizen = { email, ...(consent && { emailConsent }) };
    const ticket = await world.city.open(
      ticketOf(citizen, { answerBy: 'email', callbackAt: undefined, callbackUntil: undefined }),
    );
    await world.mailTo(email);
    await world.city.answer(ticket.ticketId, 'email', 'Sie brauchen:\n- Ihren Pass\n- <die Urkunde>');
    const [confirmation, answer] = await eventually(() => {
      const mails = world.receivedBy(email);
      expect(mails).toHaveLength(2);
      return mails;
    });
    return { confirmation: confirmation!.parsed, answer: answer!.parsed };
  }

  it('brings the clerk’s words to whoever agreed, in the thread of the confirmation', async () => {
    const { confirmation, answer } = await answered('ja@example.org', true);
    expect(answer.subject).toMatch(/^Antwort der Stadt Krefeld auf Ihr Anliegen \[[0-9A-Z]{4}-[0-9A-Z]{4}\]$/);
    expect(answer.text).toContain('- Ihren Pass\n- <die Urkunde>');
    expect(answer.html).toContain('- &lt;die Urkunde&gt;');
    expect(answer.inReplyTo).toBe(confirmation.messageId);
    expect([answer.references].flat()).toEqual([confirmation.messageId]);
    expect(answer.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('says only that there is an answer to whoever did not', async () => {
    const { answer } = await answered('nein@example.org', false);
    expect(answer.subject).toMatch(/^Die Antwort auf Ihr Anliegen liegt für Sie bereit/);
    expect(answer.text).toContain('02151 86-2351');
    expect(`${answer.text}${answer.html || ''}`).not.toMatch(/Pass|Urkunde/);
  });

  it('sends nothing where it was answered on the phone', async () => {
    const ticket = await world.city.open(ticketOf({ email: 'telefon@example.org', emailConsent }));
    await world.mailTo('telefon@example.org');
    await world.city.answer(ticket.ticketId, 'phone', 'Alles besprochen.');
    await world.caughtUp('TICKETS', 'notify-on-ticket-answered');
    await world.caughtUp('MAILS', 'notify-on-mail-queued');
    expect(world.receivedBy('telefon@example.org')).toHaveLength(1);
  });
});

describe('a mail that the server refuses for good', () => {
  it('becomes a task of the department, until somebody sends it again', async () => {
    const address = 'weg@example.org';
    world.smtp.script(address, { do: 'refuse', code: 550, at: 'recipient' }, { do: 'accept' });
    const ticket = await world.city.open(ticketOf({ email: address }));
    const mailId = confirmationId(ticket);
    const { reply, revision } = await world.becomes(mailId, { state: 'failed' });
    expect(reply).toEqual({ code: 550, kind: 'refused' });

    const tasks = () => get(`${notify.url}/tasks?departmentId=standesamt`);
    const ofThisMail = async () =>
      ((await tasks()).body['items'] as Record<string, unknown>[]).filter((task) => task['mailId'] === mailId);
    await eventually(async () =>
      expect(await ofThisMail()).toMatchObject([
        { kind: 'mail-undeliverable', state: 'open', ticketId: ticket.ticketId },
      ]),
    );

    const again = await post(`${notify.url}/mails/${mailId}/retry`);
    expect(again).toMatchObject({ status: 202, body: { mail: { mailId, state: 'queued', revision: revision + 1 } } });
    await world.becomes(mailId, { state: 'sent' });
    await eventually(async () => expect(await ofThisMail()).toMatchObject([{ state: 'done', result: 'sent-again' }]));
    expect(await post(`${notify.url}/mails/${mailId}/retry`)).toMatchObject({ status: 409 });
  });

  it.each([
    'opfer@example.org\r\nBcc: evil@example.net',
    'opfer@example.org, evil@example.net',
    'x: opfer@example.org;',
  ])('counts as such when the ticket’s address is %j', async (email) => {
    const named = world.smtp.named.length;
    const ticket = await world.city.open(ticketOf({ email }));
    expect((await world.becomes(confirmationId(ticket), { state: 'failed' })).reply).toEqual({ kind: 'bad-address' });
    expect(world.smtp.named.slice(named)).toEqual([]);
  });
});

describe('the lists', () => {
  it('show what became of mails and never whom they went to or what they said', async () => {
    const ticket = await world.city.open(
      ticketOf({ email: 'liste@bueger.example', emailConsent }, { answerBy: 'email' }),
    );
    await world.city.answer(ticket.ticketId, 'email', 'Streng vertraulich');
    await eventually(async () => {
      const { status, body } = await get(`${notify.url}/mails?state=sent&limit=200`);
      expect(status).toBe(200);
      const items = body['items'] as Record<string, unknown>[];
      expect(items.filter((mail) => mail['ticketId'] === ticket.ticketId)).toHaveLength(2);
      expect(items.find((mail) => mail['mailId'] === confirmationId(ticket))).toMatchObject({
        to: 'l…@b….example',
        template: 'ticket-confirmation',
        tries: 1,
        reply: { code: 250 },
      });
      expect(JSON.stringify(body)).not.toMatch(/liste@|bueger|vertraulich|Mustermann/);
    });
    const one = await get(`${notify.url}/mails/${confirmationId(ticket)}`);
    expect(one).toMatchObject({ status: 200, body: { mail: { ticketId: ticket.ticketId, state: 'sent' } } });
  });

  it('come in pages', async () => {
    const first = await get(`${notify.url}/mails?limit=2`);
    const second = await get(`${notify.url}/mails?limit=2&cursor=${String(first.body['nextCursor'])}`);
    const ids = [first, second].flatMap(({ body }) =>
      (body['items'] as { mailId: string }[]).map(({ mailId }) => mailId),
    );
    expect(new Set(ids).size).toBe(4);
  });
});
