import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { ticketOf } from './city.ts';
import { get, post } from './http.ts';
import { openWorld, type World } from './notify-at.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.stopAll());
afterAll(() => world?.close());

describe('a mail server that says "later"', () => {
  it('is asked again after a pause, by a durable timer, without anybody holding the message', async () => {
    const notify = await world.start();
    world.smtp.script('spaeter@example.org', { do: 'refuse', code: 451, at: 'recipient' }, { do: 'accept' });
    const mailId = await world.confirmTo('spaeter@example.org');
    const { nextTryAt, queuedAt } = await world.becomes(mailId, {
      state: 'retrying',
      tries: 1,
      reply: { code: 451, kind: 'refused' },
    });
    const pause = new Date(nextTryAt!).getTime() - new Date(queuedAt).getTime();
    expect(pause).toBeGreaterThanOrEqual(60_000);
    await world.caughtUp('MAILS', 'notify-on-mail-queued');
    await eventually(async () => expect([...(await world.log.timers().waiting())]).toContain(`mail-retry.${mailId}`));

    // Two minutes later by the city's clock, which the timers follow.
    await notify.stop();
    await world.start({}, 2);
    await world.becomes(mailId, { state: 'sent', tries: 2 });
    expect(world.receivedBy('spaeter@example.org')).toHaveLength(1);
  });

  it('for a whole day is given up, and the department gets a task', async () => {
    const notify = await world.start();
    world.smtp.script('nie@example.org', { do: 'refuse', code: 451, at: 'end' });
    const mailId = await world.confirmTo('nie@example.org');
    await world.becomes(mailId, { state: 'retrying' });
    await notify.stop();
    const later = await world.start({}, 24 * 60);
    await world.becomes(mailId, { state: 'failed', tries: 2 });
    await eventually(async () => {
      const { body } = await get(`${later.url}/tasks?state=open`);
      expect(body['items']).toContainEqual(expect.objectContaining({ kind: 'mail-undeliverable', mailId }));
    });
  });

  it('can be asked again by hand at once', async () => {
    const notify = await world.start();
    world.smtp.script('hand@example.org', { do: 'refuse', code: 421, at: 'recipient' }, { do: 'accept' });
    const mailId = await world.confirmTo('hand@example.org');
    await world.becomes(mailId, { state: 'retrying' });
    expect(await post(`${notify.url}/mails/${mailId}/retry`)).toMatchObject({ status: 202 });
    await world.becomes(mailId, { state: 'sent', tries: 1 });
  });
});

describe('a mail server that is away', () => {
  it('is a failure for now, not a dependency that stops everything', async () => {
    const notify = await world.start({ SMTP_URL: 'smtp://127.0.0.1:1' });
    const mailId = await world.confirmTo('weg@example.org');
    await world.becomes(mailId, { state: 'retrying', reply: { kind: 'unreachable' } });
    await world.caughtUp('MAILS', 'notify-on-mail-queued');
    expect(await get(`${notify.url}/health/ready`)).toMatchObject({ status: 200 });
  });

  it('after the final dot gets the mail again, recognisably the same', async () => {
    const notify = await world.start();
    world.smtp.script('schnitt@example.org', { do: 'cut' }, { do: 'accept' });
    const mailId = await world.confirmTo('schnitt@example.org');
    await world.becomes(mailId, { state: 'retrying' });
    await notify.stop();
    await world.start({}, 2);
    await world.becomes(mailId, { state: 'sent' });
    const ids = world.receivedBy('schnitt@example.org').map(({ parsed }) => parsed.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('for the answer, when told to stop, leaves the mail to be tried again', async () => {
    const notify = await world.start();
    world.smtp.script('haengt@example.org', { do: 'hang', at: 'recipient' }, { do: 'accept' });
    const mailId = await world.confirmTo('haengt@example.org');
    await world.becomes(mailId, { state: 'sending' });
    await notify.stop();
    await world.becomes(mailId, { state: 'retrying', reply: { kind: 'interrupted' } });
    expect(world.receivedBy('haengt@example.org')).toHaveLength(0);
  });
});

describe('a way that others can read', () => {
  // 0.0.0.0 reaches the test's server, but isn't known as this machine.
  const open = () => world.smtp.url.replace('127.0.0.1', '0.0.0.0');
  const emailConsent = { wording: 'Per E-Mail?', at: '2026-11-23T10:00:00+01:00', channel: 'phone' } as const;

  it('is not gone at all where TLS is required', async () => {
    await world.start({ SMTP_URL: open() });
    const mailId = await world.confirmTo('tls@example.org');
    await world.becomes(mailId, { state: 'retrying', reply: { kind: 'tls' } });
    expect(world.smtp.named).not.toContain('tls@example.org');
  });

  it('is gone by notices only where a city allows it', async () => {
    await world.start({ SMTP_URL: open(), SMTP_REQUIRE_TLS: 'no' });
    const { ticketId } = await world.city.open(
      ticketOf({ email: 'offen@example.org', emailConsent }, { answerBy: 'email' }),
    );
    await world.city.answer(ticketId, 'email', 'Vertraulich.');
    await eventually(() => expect(world.receivedBy('offen@example.org')).toHaveLength(2));
    const texts = world.receivedBy('offen@example.org').map(({ parsed }) => parsed.text);
    expect(texts.join()).toContain('Zum Schutz Ihrer Daten');
    expect(texts.join()).not.toContain('Vertraulich');
  });
});
