import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contactMark } from '@serviceportal/shared/audit';
import { personCommands, type PersonRecords } from '@serviceportal/shared/person';
import { eventually } from '@serviceportal/test/eventually';
import { readFileSync } from 'node:fs';
import { openByWeb, openTicketsRealm, type TicketBody, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
});
afterAll(() => realm?.close());

const typesOf = async ({ ticketId }: TicketBody) =>
  (await realm.stored('TICKETS', `tickets.*.${ticketId}.*`)).map(({ type }) => type);

describe('a wish to be forgotten', () => {
  it('is finished by the next start where the process was killed in the middle of it, and is in the audit log', async () => {
    const asked = Promise.withResolvers<void>();
    const killed = Promise.withResolvers<void>();
    const erased: string[] = [];
    for (const name of ['call-intake', 'directory', 'notify'] as const) {
      const log = await realm.log(name);
      await log.commands(
        personCommands({ log, name }, name === 'notify' ? [slowMails(asked.resolve, killed.promise, erased)] : []),
      );
    }
    const victim = await realm.startProcess();
    const citizen = { name: 'Erika', phone: '02151 5550001', email: 'erika@example.de', emailConsent: true };
    const tickets = [await openByWeb(victim, { citizen }), await openByWeb(victim, { citizen, subject: 'Noch etwas' })];
    const other = await openByWeb(victim, {
      citizen: { ...citizen, phone: '02151 5550002', email: 'otto@example.de' },
    });

    const answer = victim.ask('POST', '/persons/erase', { phone: '02151 5550001', confirm: true }).catch(() => 'lost');
    // Its own tickets come last: while notify is busy with the mails nothing of them is erased.
    await asked.promise;
    await victim.kill();
    killed.resolve();
    expect(await answer).toBe('lost');
    expect((await Promise.all(tickets.map(typesOf))).flat()).not.toContain('TicketErased');

    await realm.start();
    await eventually(async () => {
      for (const ticket of tickets) expect(await typesOf(ticket)).toEqual(['TicketErased']);
    }, 30_000);
    expect(erased).toContain('mail-1');
    expect(await typesOf(other)).toEqual(['TicketOpened']);
    for (const { ticketId } of tickets) {
      const actions = (await realm.audited('ticket', ticketId)).map(({ action }) => action);
      expect(actions).toContain('tickets.erase-person');
    }
    // The wish is done: no timer is left of it.
    await eventually(async () => expect(await wishes()).toEqual([]));
  }, 60_000);

  it('is in the audit log by then, too, where the process was killed before it could say so', async () => {
    const { config } = await realm.jsm.streams.info('AUDIT');
    const victim = await realm.startProcess();
    const citizen = { name: 'Karl', phone: '02151 5550003' };
    const ticket = await openByWeb(victim, { citizen, answerBy: 'callback' });
    await realm.jsm.streams.update('AUDIT', { ...config, max_bytes: 1 });
    const answer = victim.ask('POST', '/persons/erase', { phone: citizen.phone, confirm: true }).catch(() => 'lost');
    await eventually(async () => expect(await wishes()).not.toEqual([]));
    await victim.kill();
    expect(await answer).toBe('lost');
    expect(await typesOf(ticket)).toEqual(['TicketOpened']);
    await realm.jsm.streams.update('AUDIT', config);

    await realm.start();
    await eventually(async () => expect(await typesOf(ticket)).toEqual(['TicketErased']), 30_000);
    const mark = contactMark(readFileSync(`${realm.dataDir}/key`, 'utf8'), 'phone', '+4921515550003');
    expect((await realm.audited('phone', mark)).map(({ action }) => action)).toEqual(['tickets.erase-person']);
    await eventually(async () => expect(await wishes()).toEqual([]));
  }, 60_000);
});

/** The wishes that wait for being finished. */
async function wishes(): Promise<string[]> {
  const { state } = await realm.jsm.streams.info('TIMERS_TICKETS', { subjects_filter: '*.tickets.erase-person.*' });
  return Object.keys(state.subjects ?? {});
}

/** One mail of everybody; to erase it takes until `done` the first time, and comes to nothing. */
function slowMails(asked: () => void, done: Promise<void>, erased: string[]): PersonRecords {
  let first = true;
  return {
    kind: 'mail',
    find: () => Promise.resolve(['mail-1']),
    read: () => Promise.resolve([]),
    has: () => Promise.resolve(true),
    isErased: (id) => Promise.resolve(erased.includes(id)),
    async erase(id) {
      if (first) {
        first = false;
        asked();
        await done;
        throw new Error('nobody waits for it any more');
      }
      erased.push(id);
      return 'erased';
    },
  };
}
