import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DURABLES,
  EmailConsentWithdrawn,
  type Mail,
  MailAggregate,
  MailQueued,
  MailSendStarted,
} from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import { registry } from '@serviceportal/shared/telemetry';
import { formatTimestamp } from '@serviceportal/shared/time';
import { eventually } from '@serviceportal/test/eventually';
import { confirmationOf } from '../src/domain/ticket-mail.ts';
import { ticketOf } from './city.ts';
import { get } from './http.ts';
import { openWorld, type World } from './notify-at.ts';

/** How many mails this process counts as sent again. */
async function resent(): Promise<number> {
  const name = 'serviceportal_mail_resent_after_an_interrupted_sending_total';
  const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] };
  return values.reduce((sum, { value }) => sum + value, 0);
}

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.stopAll());
afterAll(() => world?.close());

describe('two processes', () => {
  it('don’t send a mail twice that one of them is still at', async () => {
    await Promise.all([world.start(), world.start()]);
    const release = Promise.withResolvers<void>();
    world.smtp.script('langsam@example.org', { do: 'hold', until: release.promise });
    const mailId = await world.confirmTo('langsam@example.org');
    await eventually(() => expect(world.receivedBy('langsam@example.org')).toHaveLength(1));
    const again = JSON.stringify({ kind: 'mail-retry', id: mailId, plan: 1, at: '2026-11-23T10:00:00+01:00' });
    for (let copy = 0; copy < 4; copy++) world.realm.operator.publish(`due.notify.mail-retry.${mailId}`, again);
    await world.caughtUp('TIMERS_NOTIFY', 'notify-on-timer-due');
    // Whoever came second looks again when the lease of the first has ended.
    await eventually(async () => expect([...(await world.log.timers().waiting())]).toContain(`mail-retry.${mailId}`));
    release.resolve();
    await world.becomes(mailId, { state: 'sent', tries: 1 });
    expect(world.receivedBy('langsam@example.org')).toHaveLength(1);
  });

  it('take over when a lease has ended, and not before', async () => {
    const ticket = ticketOf({ email: 'pacht@example.org' });
    const contacts = { departmentName: 'Standesamt', departmentNumber: '1', hotlineNumber: '2', cityName: 'Krefeld' };
    const draft = confirmationOf(ticket, contacts, { domain: 'example.org', isProtected: true })!;
    const until = formatTimestamp(world.now().add({ seconds: 4 }), 'Europe/Berlin');
    const context = (id: string) => ({ cause: { id }, actor: { type: 'service', id: 'notify' } as const });
    const queued = { ...draft, state: 'queued' as const, queuedAt: '2026-11-23T10:00:00+01:00', tries: 0 };
    await world.mails.handle(draft.mailId, context('1'), () => happened(MailQueued, queued));
    await world.mails.handle(draft.mailId, context('2'), () =>
      happened(MailSendStarted, { ...queued, state: 'sending', tries: 1, lease: { by: 'somebody', until } }),
    );
    const before = await resent();
    await world.start();
    await world.becomes(draft.mailId, { state: 'sent', tries: 2 });
    const taken = await world.realm.jsm.streams.getMessage('MAILS', {
      last_by_subj: `mails.${draft.mailId}.send-started`,
    });
    expect(new Date(taken!.json<{ time: string }>().time).getTime()).toBeGreaterThanOrEqual(new Date(until).getTime());
    expect(world.receivedBy('pacht@example.org')).toHaveLength(1);
    expect(await resent()).toBe(before + 1);
  });
});

describe('mails that are held', () => {
  it('are queued and not sent, not even those whose next try has come; the next start without it sends them', async () => {
    world.smtp.script('spaeter@example.org', { do: 'refuse', code: 451, at: 'recipient' }, { do: 'accept' });
    await world.start();
    const tried = await world.confirmTo('spaeter@example.org');
    await world.becomes(tried, { state: 'retrying', tries: 1 });
    await world.stopAll();

    const holding = await world.start({ HOLD_MAILS: 'yes' }, 30);
    const ready = { status: 'ready', degraded: ['mails'] };
    await eventually(async () => expect((await get(`${holding.url}/health/ready`)).body).toEqual(ready));
    const queued = await world.confirmTo('neu@example.org');
    await world.becomes(queued, { state: 'queued' });
    // Both were looked at, and look again in ten minutes.
    const timerOf = async (mailId: string) => {
      const timer = `timers.notify.mail-retry.${mailId}`;
      const stored = await world.realm.jsm.streams.getMessage('TIMERS_NOTIFY', { last_by_subj: timer });
      return new Date(stored!.json<{ at: string }>().at).getTime() - world.now().epochMilliseconds;
    };
    for (const mailId of [tried, queued])
      await eventually(async () => expect(await timerOf(mailId)).toBeGreaterThan(9 * 60_000));
    await world.caughtUp('MAILS', 'notify-on-mail-queued');
    expect(world.smtp.named.filter((address) => ['spaeter@example.org', 'neu@example.org'].includes(address))).toEqual([
      'spaeter@example.org',
    ]);
    // A mail that the list has first and the log not at all keeps no other from going.
    const lost = await world.confirmTo('verloren@example.org');
    await world.becomes(lost, { state: 'queued' });
    await world.caughtUp('MAILS', DURABLES.notifyViewMails.name);
    await world.stopAll();
    await world.realm.jsm.streams.purge('MAILS', { filter: MailAggregate.filter(lost) });

    await world.start();
    await world.becomes(queued, { state: 'sent', tries: 1 });
    await world.becomes(tried, { state: 'sent', tries: 2 });
  });
});

describe('an answer that waits while the consent is taken back', () => {
  const emailConsent = { wording: 'Per E-Mail?', at: '2026-11-23T10:00:00+01:00', channel: 'phone' } as const;

  /** Answers a ticket while mails are held; gives the ticket and the id of the mail with the answer's words. */
  async function answerHeld(email: string) {
    await world.start({ HOLD_MAILS: 'yes' });
    const { ticketId } = await world.city.open(ticketOf({ email, emailConsent }, { answerBy: 'email' }));
    await world.city.answer(ticketId, 'email', 'Die Scheidung ist eingetragen.');
    await world.caughtUp('TICKETS', DURABLES.notifyOnTicketAnswered.name);
    await world.caughtUp('MAILS', DURABLES.notifyViewMails.name);
    const stored = await world.log.history('MAILS', 'mails.*.queued');
    const mails = stored.map(({ envelope }) => (envelope.data as { mail: Mail }).mail);
    const mail = mails.find(({ template, citizen }) => template === 'ticket-answer' && citizen.email === email)!;
    await world.stopAll();
    return { ticketId, mail };
  }
  const withdraw = (ticketId: string, email: string) =>
    world.city.happens(ticketId, EmailConsentWithdrawn, { citizen: { email } }, { by: 'clerk' });

  async function goesAsNotice(email: string, mailId: string): Promise<void> {
    await world.start();
    await world.becomes(mailId, { state: 'sent', template: 'ticket-answer-notice' });
    const subjects = world.receivedBy(email).map(({ parsed }) => parsed.subject);
    expect(subjects).toContainEqual(expect.stringContaining('liegt für Sie bereit'));
    expect(
      world
        .receivedBy(email)
        .map(({ parsed }) => parsed.text)
        .join(),
    ).not.toContain('eingetragen');
  }

  it('goes as a notice, also where notify hears of both at its start', async () => {
    const email = 'anfang@example.org';
    const { ticketId, mail } = await answerHeld(email);
    await withdraw(ticketId, email);
    await goesAsNotice(email, mail.mailId);
  });

  it('goes as a notice where the backup has it as being sent', async () => {
    const email = 'sicherung@example.org';
    const { ticketId, mail } = await answerHeld(email);
    const lease = { by: 'notify-gone', until: formatTimestamp(world.now(), 'Europe/Berlin') };
    const sending = { ...mail, state: 'sending' as const, tries: 1, lease };
    const context = { cause: { id: 'sending' }, actor: { type: 'service', id: 'notify' } } as const;
    await world.mails.handle(mail.mailId, context, () => happened(MailSendStarted, sending));
    await world.start({ HOLD_MAILS: 'yes' });
    await withdraw(ticketId, email);
    await world.becomes(mail.mailId, { state: 'queued', template: 'ticket-answer-notice' });
    await world.stopAll();
    await goesAsNotice(email, mail.mailId);
  });
});

describe('a process killed between the server’s 250 and the record of it', () => {
  it('has its mail sent once more, with the same Message-ID, and that is counted', async () => {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, ...world.env() },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    world.smtp.script('kill@example.org', { do: 'hold', until: ended.then(() => undefined) }, { do: 'accept' });
    world.smtp.onReceived = ({ envelope }) => {
      // The whole mail is here; the 250 goes to nobody.
      if (envelope.to.includes('kill@example.org')) child.kill('SIGKILL');
    };
    const mailId = await world.confirmTo('kill@example.org');
    await ended;
    world.smtp.onReceived = () => undefined;
    await world.becomes(mailId, { state: 'sending', tries: 1 });

    const before = await resent();
    await world.start({}, 2);
    await world.becomes(mailId, { state: 'sent', tries: 2 }, 20_000);
    const mails = world.receivedBy('kill@example.org');
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map(({ parsed }) => parsed.messageId)).size).toBe(1);
    expect(await resent()).toBe(before + 1);
  });
});

describe('NATS that dies between the server’s 250 and the record of it', () => {
  it('gets the record when it is back, and the mail is not sent again', async () => {
    await world.start();
    const release = Promise.withResolvers<void>();
    world.smtp.script('nats@example.org', { do: 'hold', until: release.promise });
    const mailId = await world.confirmTo('nats@example.org');
    await eventually(() => expect(world.receivedBy('nats@example.org')).toHaveLength(1));
    await world.realm.nats.kill();
    release.resolve();
    await world.realm.nats.start();
    await world.becomes(mailId, { state: 'sent', tries: 1 }, 20_000);
    await world.caughtUp('MAILS', 'notify-on-mail-queued');
    expect(world.receivedBy('nats@example.org')).toHaveLength(1);
  });
});

describe('without the database', () => {
  // One that can be killed.
  beforeAll(async () => {
    await world.close();
    world = await openWorld({ ownDatabase: true });
  });

  it('mails go out and tasks are done; lists answer 503, they and the morning’s digest come later', async () => {
    await world.realm.database.kill();
    // The next morning at eight.
    const notify = await world.start({}, 22 * 60);
    const mailId = await world.confirmTo('ohne@example.org');
    await world.becomes(mailId, { state: 'sent' });
    const ticket = await world.city.open(ticketOf({ phone: '+4915112345678' }));
    await world.city.due(ticket.ticketId);
    await eventually(async () => expect((await get(`${notify.url}/mails`)).status).toBe(503));
    expect((await get(`${notify.url}/tasks`)).status).toBe(503);
    expect(await get(`${notify.url}/mails/${mailId}`)).toMatchObject({ status: 200 });
    expect(await get(`${notify.url}/health/ready`)).toMatchObject({ status: 200, body: { degraded: ['view'] } });

    await world.realm.database.start();
    await eventually(async () => {
      const mails = await get(`${notify.url}/mails?limit=200`);
      expect(mails.status).toBe(200);
      expect(JSON.stringify(mails.body)).toContain(mailId);
      expect(JSON.stringify((await get(`${notify.url}/tasks?limit=200`)).body)).toContain(ticket.ticketId);
      const [digest] = world.receivedBy('standesamt@krefeld.example');
      expect(digest?.parsed.subject).toContain('2 offen');
    }, 25_000);
  }, 60_000);
});
