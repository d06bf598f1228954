import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contactMark } from '@serviceportal/shared/audit';
import { type PersonRecords, personCommands } from '@serviceportal/shared/person';
import { DURABLES } from '@serviceportal/shared/contracts';
import { caughtUp } from '@serviceportal/test/caught-up';
import { metric } from '@serviceportal/test/http';
import { eventually } from '@serviceportal/test/eventually';
import { authorization } from '@serviceportal/test/tokens';
import { readFileSync } from 'node:fs';
import { openByWeb, openTicketsRealm, type Running, type TicketBody, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
});
afterAll(() => realm?.close());

let people = 0;
/** A Vormerkung of somebody with a number and an address of their own. */
function open(changes: object = {}): Promise<TicketBody> {
  const number = String(++people).padStart(4, '0');
  const citizen = { name: 'Erika', phone: `0215155${number}9`, email: `erika${number}@example.de`, emailConsent: true };
  return openByWeb(service, { citizen, ...changes });
}

const types = async ({ ticketId }: TicketBody) => {
  return (await realm.stored('TICKETS', `tickets.*.${ticketId}.*`)).map(({ type }) => type);
};
const erase = ({ ticketId }: TicketBody, body: object = {}) => service.ask('POST', `/tickets/${ticketId}/erase`, body);

/** What was done with a record or shown of it, as the audit log has it. */
async function actionsOn(kind: string, id: string): Promise<string[]> {
  return (await realm.audited(kind, id)).map(({ action }) => action.replace('tickets.', ''));
}

describe('erasing a ticket', () => {
  it('needs a confirmation as long as the answer is owed; then only the marker is left, and no command works', async () => {
    const ticket = await open();
    expect(await erase(ticket)).toMatchObject({ status: 409 });
    expect(await types(ticket)).toEqual(['TicketOpened']);
    const { status, body } = await erase(ticket, { confirm: true });
    expect(status).toBe(200);
    expect(body.ticket).toMatchObject({ state: 'closed', outcome: 'erased', subject: '', question: '', citizen: {} });
    await eventually(async () => expect(await types(ticket)).toEqual(['TicketErased']));
    expect(await service.ask('POST', `/tickets/${ticket.ticketId}/reopen`, { why: 'doch' })).toMatchObject({
      status: 409,
      body: { detail: 'The data of this ticket were erased: nothing can be done with it any more.' },
    });
    const { display, pin } = ticket;
    const shown = await service.ask('POST', '/status', { display, pin });
    expect(shown).toMatchObject({
      status: 200,
      body: { canReopen: false, wording: expect.stringContaining('gelöscht') },
    });
    expect(shown.body).not.toHaveProperty('lastPublicLine');
    // Once more is done already.
    expect((await erase(ticket)).status).toBe(200);
  });

  it('takes those along that it was merged with, also where the service ended in between', async () => {
    const [one, other] = [await open(), await open()];
    const { phone } = one.citizen;
    const same = await openByWeb(service, { citizen: { phone, name: 'Erika' } });
    expect((await service.ask('POST', `/tickets/${same.ticketId}/merge`, { into: one.ticketId })).status).toBe(200);
    expect(await erase(same)).toMatchObject({ status: 409 });
    const wanted = erase(same, { confirm: true });
    expect((await wanted).status).toBe(200);
    await service.stop();
    service = await realm.start();
    await eventually(async () => {
      expect(await types(same)).toEqual(['TicketErased']);
      expect(await types(one)).toEqual(['TicketErased']);
    });
    expect(await types(other)).toEqual(['TicketOpened']);
  });

  it('by person is refused while the log lacks what the lists show, as before a restored stream is made again', async () => {
    const ticket = await open();
    const { citizen, ticketId } = ticket;
    await caughtUp(realm.jsm, DURABLES.ticketsView);
    await realm.jsm.streams.purge('TICKETS', { filter: `tickets.*.${ticketId}.>` });
    for (const whose of [{ phone: citizen.phone }, { ticketIds: [ticketId] }]) {
      const { status, body } = await service.ask('POST', '/persons/erase', { ...whose, confirm: true });
      expect(status).toBe(409);
      expect(body.detail).toMatch(
        new RegExp(`^The log of tickets lacks what its lists show, such as ticket ${ticketId}: .*--remake all`),
      );
    }
  });

  it('is no command over NATS', async () => {
    const subjects = ['cmd.tickets.erase', 'cmd.dept.standesamt.erase', 'cmd.tickets.erase-person'];
    for (const subject of subjects) {
      await expect(realm.operator.request(subject, '{}', { timeout: 500 })).rejects.toThrow();
    }
  });

  it('by person says which services did not answer, and an export is refused while one is missing', async () => {
    const { citizen, ...ticket } = await open();
    const { phone } = citizen;
    // The view may wait for what was in work when the service ended in the test before.
    await eventually(async () => {
      expect(await service.ask('GET', `/persons/export?phone=${encodeURIComponent(phone!)}`)).toMatchObject({
        status: 503,
        body: { detail: 'call-intake does not answer, and its part would be missing; try again soon.' },
      });
    }, 20_000);
    expect(await service.ask('POST', '/persons/erase', { phone, confirm: true })).toMatchObject({
      status: 200,
      body: { erased: {}, pending: ['call-intake', 'directory', 'notify'], complete: false },
    });
    expect(await types({ ...ticket, citizen })).toEqual(['TicketOpened']);
    expect((await service.ask('POST', '/persons/erase', {})).status).toBe(400);
  });
});

describe('the daily job', () => {
  it('says that it ran where there was nothing to erase, too', async () => {
    const ran = async () => metric(service.url, 'serviceportal_retention_ran_total', {});
    await eventually(async () => expect(await ran()).toBeGreaterThan(0));
  });
});

describe('the audit log', () => {
  it('has a command when it is answered, so that no kill after that can lose it', async () => {
    const { ticketId } = await open();
    expect(await actionsOn('ticket', ticketId)).toEqual(['open-ticket']);
    await service.ask('POST', `/tickets/${ticketId}/take`, {});
    expect(await actionsOn('ticket', ticketId)).toEqual(['open-ticket', 'take-ticket']);
  });

  it('names every record that was shown or erased of a person, and their address in any spelling', async () => {
    const { ticketId, citizen } = await open();
    for (const name of ['call-intake', 'directory', 'notify'] as const) {
      const log = await realm.log(name);
      await log.commands(personCommands({ log, name }, [recordOf(name)]));
    }
    const others = [
      ['call', 'call-intake-1'],
      ['transfer', 'directory-1'],
      ['mail', 'notify-1'],
    ] as const;
    const email = citizen.email!.toUpperCase();
    await eventually(async () => {
      const { body } = await service.ask('GET', `/persons/export?email=${encodeURIComponent(email)}`);
      expect(body['records']).toHaveLength(4);
    }, 20_000);
    for (const [kind, id] of [['ticket', ticketId], ...others] as const) {
      expect(await actionsOn(kind, id)).toContain('export-person');
    }
    const known = [
      { kind: 'mail', id: 'notify-2' },
      { kind: 'mail', id: 'notify-3' },
    ];
    const wanted = { email, ticketIds: ['7K3Q9F2M'], records: known, confirm: true };
    const { status, body } = await service.ask('POST', '/persons/erase', wanted);
    expect({ status, body }).toMatchObject({ status: 200, body: { complete: true } });
    expect(JSON.stringify(body)).not.toContain(ticketId);
    // Of what was named by its id, what is not there.
    expect(body['unknown']).toEqual([{ kind: 'ticket', id: '7K3Q9F2M' }, known[1]]);
    for (const [kind, id] of [['ticket', ticketId], ...others, ['mail', 'notify-2']] as const) {
      expect(await actionsOn(kind, id)).toContain('erase-person');
    }
    const key = readFileSync(`${realm.dataDir}/key`, 'utf8');
    const mark = contactMark(key, 'email', citizen.email!);
    expect(new Set(await actionsOn('email', mark))).toEqual(new Set(['export-person', 'erase-person']));
  });

  it('names the ticket that a citizen asked for by its number', async () => {
    const { ticketId, display, pin } = await open();
    const given = { display: display.toLowerCase().replace('-', ' '), pin };
    expect((await service.ask('POST', '/status', given)).status).toBe(200);
    expect(await actionsOn('ticket', ticketId)).toContain('ticket-status');
  });
});

/** One record of everybody, which the service of this name has. */
function recordOf(service: 'call-intake' | 'directory' | 'notify'): PersonRecords {
  const kind = ({ 'call-intake': 'call', directory: 'transfer', notify: 'mail' } as const)[service];
  const event = {
    kind,
    type: 'Happened',
    at: '2026-11-23T10:01:00+01:00',
    by: 'service:test',
    changed: { state: 'x' },
  };
  return {
    kind,
    find: () => Promise.resolve([`${service}-1`]),
    read: (id) => Promise.resolve([{ ...event, id }]),
    has: ({ id }) => Promise.resolve(id === `${service}-2`),
    isErased: () => Promise.resolve(false),
    erase: () => Promise.resolve('erased'),
  };
}

describe('the consent to e-mail', () => {
  it('is kept with wording, time and channel, and taken back with number and PIN', async () => {
    const { ticketId, pin, citizen } = await open();
    expect(citizen.emailConsent).toMatchObject({ channel: 'web', at: expect.stringMatching(/^2026-11-23T10:/) });
    expect(citizen.emailConsent!.wording).toContain('jederzeit mit Wirkung für die Zukunft widerrufen');
    const path = '/status/withdraw-consent';
    const wrong = { display: ticketId, pin: '000000' === pin ? '1' : '000000' };
    expect((await service.ask('POST', path, wrong)).status).toBe(404);
    const { status, body } = await service.ask('POST', path, { display: ticketId, pin });
    expect({ status, body }).toEqual({ status: 200, body: { withdrawn: true } });
    const shown = await service.ask('GET', `/tickets/${ticketId}`);
    expect(shown.body.ticket.citizen).toEqual({ name: 'Erika', phone: citizen.phone, email: citizen.email });
    expect(shown.body.ticket.consentWithdrawnAt).toBeDefined();
    // Not what was refused.
    expect(await actionsOn('ticket', ticketId)).toEqual(['open-ticket', 'withdraw-consent-by-citizen']);
  });

  it('is taken back by the data protection officer in any department', async () => {
    const { ticketId } = await open();
    const petra = await authorization({ id: 'petra', roles: ['privacy'] });
    expect((await service.ask('POST', `/tickets/${ticketId}/withdraw-consent`, {}, petra)).status).toBe(200);
    expect(await actionsOn('ticket', ticketId)).toEqual(['open-ticket', 'withdraw-consent']);
  });

  it('is taken back by a clerk too, once', async () => {
    const ticket = await open();
    for (let n = 0; n < 2; n++) {
      const { body } = await service.ask('POST', `/tickets/${ticket.ticketId}/withdraw-consent`, { clerkId: 'carl' });
      expect(body).toEqual({ withdrawn: true });
    }
    expect(await types(ticket)).toEqual(['TicketOpened', 'EmailConsentWithdrawn']);
  });

  it('is taken back for the ticket too that the concern was merged into', async () => {
    const [into, other] = [await open(), await open()];
    const merged = await openByWeb(service, { citizen: { ...into.citizen, emailConsent: true } });
    const { status } = await service.ask('POST', `/tickets/${merged.ticketId}/merge`, { into: into.ticketId });
    expect(status).toBe(200);
    const { display, pin } = merged;
    for (let n = 0; n < 2; n++) {
      expect((await service.ask('POST', '/status/withdraw-consent', { display, pin })).status).toBe(200);
    }
    expect((await types(into)).filter((type) => type === 'EmailConsentWithdrawn')).toHaveLength(1);
    expect((await service.ask('GET', `/tickets/${into.ticketId}`)).body.ticket.citizen.emailConsent).toBeUndefined();
    expect(await types(other)).toEqual(['TicketOpened']);
  });
});
