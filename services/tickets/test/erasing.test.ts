import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
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
      body: { erased: { ticket: 1 }, pending: ['call-intake', 'directory', 'notify'], complete: false },
    });
    await eventually(async () => expect(await types({ ...ticket, citizen })).toEqual(['TicketErased']));
    expect((await service.ask('POST', '/persons/erase', {})).status).toBe(400);
  });
});

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
  });

  it('is taken back by a clerk too, once', async () => {
    const ticket = await open();
    for (let n = 0; n < 2; n++) {
      const { body } = await service.ask('POST', `/tickets/${ticket.ticketId}/withdraw-consent`, { clerkId: 'carl' });
      expect(body).toEqual({ withdrawn: true });
    }
    expect(await types(ticket)).toEqual(['TicketOpened', 'EmailConsentWithdrawn']);
  });
});
