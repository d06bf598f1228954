import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contactMark } from '@serviceportal/shared/audit';
import { pause } from '@serviceportal/shared/log';
import { personCommands, type PersonRecords } from '@serviceportal/shared/person';
import { formatTimestamp } from '@serviceportal/shared/time';
import { eventually } from '@serviceportal/test/eventually';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createErasureWishes } from '../src/erasure-wishes.ts';
import { openByWeb, openTicketsRealm, type TicketBody, type TicketsRealm } from './tickets-realm.ts';

type Victim = Awaited<ReturnType<TicketsRealm['startProcess']>>;

let realm: TicketsRealm;
const mails = slowMails();

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  for (const name of ['call-intake', 'directory', 'notify'] as const) {
    const log = await realm.log(name);
    await log.commands(personCommands({ log, name }, name === 'notify' ? [mails.records] : []));
  }
});
afterAll(() => realm?.close());

const typesOf = async ({ ticketId }: TicketBody) =>
  (await realm.stored('TICKETS', `tickets.*.${ticketId}.*`)).map(({ type }) => type);

const hmacKey = () => readFileSync(`${realm.dataDir}/key`, 'utf8');
const auditedOf = async (phone: string) =>
  (await realm.audited('phone', contactMark(hmacKey(), 'phone', phone))).map(({ action }) => action);

/** Asks a process to forget somebody and kills it while it is busy at that point, so that nobody has an answer. */
async function killedWhile(step: 'find' | 'erase', body: object, victim: Victim): Promise<void> {
  const { reached, release } = mails.hold(step);
  const answer = victim.ask('POST', '/persons/erase', body).catch(() => 'lost');
  await reached;
  await victim.kill();
  release();
  expect(await answer).toBe('lost');
}

describe('a wish to be forgotten', () => {
  it('is finished by the next start where the process was killed in the middle of it, and is in the audit log', async () => {
    const victim = await realm.startProcess();
    const citizen = { name: 'Erika', phone: '02151 5550001', email: 'erika@example.de', emailConsent: true };
    const tickets = [await openByWeb(victim, { citizen }), await openByWeb(victim, { citizen, subject: 'Noch etwas' })];
    const other = await openByWeb(victim, {
      citizen: { ...citizen, phone: '02151 5550002', email: 'otto@example.de' },
    });

    // Its own tickets come last: while notify is busy with the mails nothing of them is erased.
    await killedWhile('erase', { phone: '02151 5550001', confirm: true }, victim);
    expect((await Promise.all(tickets.map(typesOf))).flat()).not.toContain('TicketErased');

    const next = await realm.start();
    await eventually(async () => {
      for (const ticket of tickets) expect(await typesOf(ticket)).toEqual(['TicketErased']);
    }, 30_000);
    expect(mails.erased).toContain('mail-1');
    expect(await typesOf(other)).toEqual(['TicketOpened']);
    for (const { ticketId } of tickets) {
      const actions = (await realm.audited('ticket', ticketId)).map(({ action }) => action);
      expect(actions).toContain('tickets.erase-person');
    }
    // The wish is done: no timer is left of it.
    await eventually(async () => expect(await wishes()).toEqual([]));
    await next.stop();
  }, 60_000);

  it('is in the audit log by then, too, where the process was killed before it could say so', async () => {
    const { config } = await realm.jsm.streams.info('AUDIT');
    const victim = await realm.startProcess();
    const citizen = { name: 'Karl', phone: '02151 5550003' };
    const ticket = await openByWeb(victim, { citizen, answerBy: 'callback' });
    await realm.jsm.streams.update('AUDIT', { ...config, max_bytes: 1 });
    const { reached, release } = mails.hold('find');
    const answer = victim.ask('POST', '/persons/erase', { phone: citizen.phone, confirm: true }).catch(() => 'lost');
    await reached;
    const asked = await wishes();
    release();
    // It knows what there is: next comes the audit log.
    await eventually(async () => expect(await wishes()).not.toEqual(asked));
    await victim.kill();
    expect(await answer).toBe('lost');
    expect(await typesOf(ticket)).toEqual(['TicketOpened']);
    await realm.jsm.streams.update('AUDIT', config);

    const next = await realm.start();
    await eventually(async () => expect(await typesOf(ticket)).toEqual(['TicketErased']), 30_000);
    expect(await auditedOf('+4921515550003')).toEqual(['tickets.erase-person']);
    await eventually(async () => expect(await wishes()).toEqual([]));
    await next.stop();
  }, 60_000);

  it('is done by the next start where the process was killed before it knew what there is', async () => {
    const victim = await realm.startProcess();
    const citizen = { name: 'Ayşe', phone: '02151 5550004' };
    const ticket = await openByWeb(victim, { citizen, answerBy: 'callback' });
    await killedWhile('find', { phone: citizen.phone, confirm: true }, victim);
    expect(await typesOf(ticket)).toEqual(['TicketOpened']);
    // Nobody reads on the timers' stream whom it is about.
    const kept = await wishes();
    expect(kept).toHaveLength(1);
    expect(kept.join()).not.toMatch(/5550004|phone|citizen/);

    const next = await realm.start();
    await eventually(async () => expect(await typesOf(ticket)).toEqual(['TicketErased']), 30_000);
    expect(await auditedOf('+4921515550004')).toEqual(['tickets.erase-person']);
    await eventually(async () => expect(await wishes()).toEqual([]), 30_000);
    await next.stop();
  }, 60_000);

  it('means what there was when it was asked, not what the person asked the city since', async () => {
    const victim = await realm.startProcess();
    const citizen = { name: 'Bo', phone: '02151 5550005' };
    const before = await openByWeb(victim, { citizen, answerBy: 'callback' });
    await killedWhile('find', { phone: citizen.phone, confirm: true }, victim);

    const next = await realm.start();
    // Times are to the second, and what is of the same one is meant.
    await pause(1_000);
    const after = await openByWeb(next, { citizen, answerBy: 'callback' });
    await eventually(async () => expect(await wishes()).toEqual([]), 30_000);
    expect(await typesOf(before)).toEqual(['TicketErased']);
    expect(await typesOf(after)).toEqual(['TicketOpened']);
    expect(await auditedOf('+4921515550005')).toEqual(['tickets.erase-person']);
    await next.stop();
  }, 60_000);

  it('is not finished where an answer is owed and nobody confirmed that it is dropped', async () => {
    const service = await realm.start();
    const ticket = await openByWeb(service, { citizen: { name: 'Pia', phone: '02151 5550006' }, answerBy: 'callback' });
    // What a process leaves that was killed before it could refuse it.
    const left = createErasureWishes({
      timers: (await realm.log('tickets')).timers(),
      clock: realm.clock,
      secret: hmacKey(),
    });
    const askedAt = formatTimestamp(realm.clock.now(), realm.clock.zone);
    const nothing = () => Promise.resolve();
    const asked = { actor: { type: 'privacy', id: 'petra.privacy' }, askedAt };
    await left.hold({ ...asked, wishId: randomUUID(), person: { phone: '+4921515550006' } }, nothing);
    expect(await wishes()).toHaveLength(1);
    await eventually(async () => expect(await wishes()).toEqual([]), 30_000);
    expect(await typesOf(ticket)).toEqual(['TicketOpened']);
    await left.hold({ ...asked, wishId: randomUUID(), person: { phone: '+4921515550006' }, confirm: true }, nothing);
    await eventually(async () => expect(await typesOf(ticket)).toEqual(['TicketErased']), 30_000);
    await eventually(async () => expect(await wishes()).toEqual([]), 30_000);
    await service.stop();
  }, 60_000);

  it('waits as a whole for a service that does not answer, and is done without being asked for again', async () => {
    const service = await realm.start();
    const citizen = { name: 'Ida', phone: '02151 5550008' };
    const ticket = await openByWeb(service, { citizen, answerBy: 'callback' });
    mails.breakDown(true);
    const answer = await service.ask('POST', '/persons/erase', { phone: citizen.phone, confirm: true });
    expect(answer).toMatchObject({ status: 200, body: { erased: {}, kept: [], pending: ['notify'], complete: false } });
    expect(await typesOf(ticket)).toEqual(['TicketOpened']);
    mails.breakDown(false);
    await eventually(async () => expect(await typesOf(ticket)).toEqual(['TicketErased']), 30_000);
    expect(await auditedOf('+4921515550008')).toEqual(['tickets.erase-person']);
    await eventually(async () => expect(await wishes()).toEqual([]), 30_000);
    await service.stop();
  }, 60_000);

  it('that was refused is not kept', async () => {
    const service = await realm.start();
    const phone = '02151 5550007';
    const ticket = await openByWeb(service, { citizen: { name: 'Cem', phone }, answerBy: 'callback' });
    expect(await service.ask('POST', '/persons/erase', { phone })).toMatchObject({ status: 409 });
    expect(await wishes()).toEqual([]);
    expect(await typesOf(ticket)).toEqual(['TicketOpened']);
    await service.stop();
  }, 60_000);

  it('is asked for in as many goes as it takes', async () => {
    const service = await realm.start();
    const citizen = { name: 'Uwe', phone: '02151 5550009' };
    await openByWeb(service, { citizen, answerBy: 'callback' });
    // Each takes half a second, eight at a time, and a go three.
    mails.slowDown(Array.from({ length: 60 }, (_, n) => `many-${n}`));
    const answer = await service.ask('POST', '/persons/erase', { phone: citizen.phone, confirm: true });
    expect(answer).toMatchObject({
      status: 200,
      body: { erased: { mail: 60, ticket: 1 }, pending: [], complete: true },
    });
    expect(mails.erased.filter((id) => id.startsWith('many-')).toSorted()).toHaveLength(60);
    expect(new Set(mails.erased).size).toBe(mails.erased.length);
    await service.stop();
  }, 60_000);
});

/** The wishes that wait for being finished, as they are stored; of those that were withdrawn an empty timer is left for seconds. */
async function wishes(): Promise<string[]> {
  const { state } = await realm.jsm.streams.info('TIMERS_TICKETS', { subjects_filter: '*.tickets.erase-person.*' });
  const subjects = Object.keys(state.subjects ?? {});
  const stored = await Promise.all(
    subjects.map((subject) => realm.jsm.streams.getMessage('TIMERS_TICKETS', { last_by_subj: subject })),
  );
  return stored.flatMap((message) => message?.string() ?? []).filter((text) => text.includes('sealed'));
}

/** One mail of everybody; looking for it, or erasing it, can be held, or break down. */
function slowMails() {
  const erased: string[] = [];
  let isBroken = false;
  let many: string[] | undefined;
  let held: { step: 'find' | 'erase'; reached: () => void; released: Promise<void> } | undefined;
  async function passed(step: 'find' | 'erase') {
    if (held?.step !== step) return;
    const { reached, released } = held;
    held = undefined;
    reached();
    await released;
  }
  const records: PersonRecords = {
    kind: 'mail',
    async find() {
      await passed('find');
      if (isBroken) throw new Error('the mails cannot be read');
      return many ?? ['mail-1'];
    },
    read: () => Promise.resolve([]),
    has: () => Promise.resolve(true),
    isErased: (id) => Promise.resolve(erased.includes(id)),
    async erase(id) {
      await passed('erase');
      if (many) await pause(500);
      erased.push(id);
      return 'erased';
    },
  };
  return {
    records,
    erased,
    breakDown: (is: boolean) => void (isBroken = is),
    /** From now on everybody has these instead, and each takes half a second. */
    slowDown: (ids: string[]) => void (many = ids),
    /** The next of these steps waits until it is released. */
    hold(step: 'find' | 'erase') {
      const asked = Promise.withResolvers<void>();
      const killed = Promise.withResolvers<void>();
      held = { step, reached: asked.resolve, released: killed.promise };
      return { reached: asked.promise, release: killed.resolve };
    },
  };
}
