import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CallbackOverdue, type OfficeMailContent, type Ticket } from '@serviceportal/shared/contracts';
import { eventually } from '@serviceportal/test/eventually';
import { ticketOf } from './city.ts';
import { get } from './http.ts';
import { openWorld, type World } from './notify-at.ts';
import { standesamt } from './offices.ts';
import { addressesOf } from './scripted-smtp.ts';

let world: World;
let escalated: Ticket;
const MAILBOX = 'standesamt@krefeld.example';
const citizen = { name: 'Erika Mustermann', phone: '+4915112345678' };

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

async function overdue(ticket: Ticket): Promise<void> {
  const overdueAt = ticket.promiseBy;
  await world.city.happens(ticket.ticketId, CallbackOverdue, { overdueAt }, { promiseBy: ticket.promiseBy });
}

it('a missed promise is told to the lead while the office works', async () => {
  await world.start();
  const ticket = await world.city.open(ticketOf(citizen, { promiseBy: '2026-11-23T09:30:00+01:00' }));
  await overdue(ticket);
  const { parsed } = await world.mailTo('leitung@krefeld.example');
  expect(parsed.to).toMatchObject({ value: [{ name: 'Leitung Standesamt', address: 'leitung@krefeld.example' }] });
  expect(parsed.subject).toContain('Zusage überschritten');
  expect(`${parsed.text}${parsed.html || ''}`).not.toMatch(/Mustermann|Scheidung|4915112345678/);
});

it('promises that are missed together are one more mail, a while later', async () => {
  const tickets = await Promise.all(Array.from({ length: 12 }, () => world.city.open(ticketOf(citizen))));
  await Promise.all(tickets.map(overdue));
  await world.caughtUp('TICKETS', 'notify-on-callback-overdue');
  const { state: mail } = await world.mails.require('escalation-2026-11-23-standesamt-2');
  expect(mail).toMatchObject({ state: 'queued', heldBack: 'more-to-come' });
  expect(mail.notBefore).toMatch(/^2026-11-23T10:1/);
  const { tickets: told } = mail.content as OfficeMailContent;
  expect(told.map(({ ticketId }) => ticketId).sort()).toEqual(tickets.map(({ ticketId }) => ticketId).sort());
  expect(await world.mails.load('escalation-2026-11-23-standesamt-3')).toBeUndefined();
  expect(world.receivedBy('leitung@krefeld.example')).toHaveLength(1);
});

it('in the evening it waits for the morning, and goes to the deputy if the lead is away then', async () => {
  await world.stopAll();
  const notify = await world.start({}, 8 * 60);
  escalated = await world.city.open(ticketOf(citizen, { promiseBy: '2026-11-23T16:00:00+01:00' }));
  await overdue(escalated);
  const { ticketId } = escalated;
  await eventually(async () => {
    const { body } = await get(`${notify.url}/mails?ticketId=${ticketId}`);
    expect(body['items']).toMatchObject([
      { template: 'escalation', state: 'queued', notBefore: expect.stringMatching(/^2026-11-24T08:00/), ticketId },
    ]);
  });
  await world.caughtUp('MAILS', 'notify-on-mail-queued');
  expect(world.receivedBy('stellvertretung@krefeld.example')).toEqual([]);
  expect([...(await world.log.timers().waiting())]).toContain('digest.standesamt');
});

it('at the opening the department gets its digest and the deputy what waited', async () => {
  await world.stopAll();
  await world.start({}, 14 * 60);
  const { parsed } = await world.mailTo(MAILBOX);
  expect(addressesOf(parsed.to)).toEqual([MAILBOX]);
  expect(parsed.subject).toBe('Vormerkungen Standesamt: 14 offen, 0 heute fällig, 14 überfällig');
  expect(parsed.text).toContain('Tag: Dienstag, 24. November 2026');
  expect(parsed.html).toContain(`${escalated.ticketId.slice(0, 4)}-${escalated.ticketId.slice(4)}`);
  expect(`${parsed.text}${parsed.html || ''}`).not.toMatch(/Mustermann|Scheidung|4915112345678/);
  await world.mailTo('stellvertretung@krefeld.example');
});

it('a restart in the morning sends no other digest', async () => {
  await world.stopAll();
  await world.start();
  await world.city.changeDepartment({ ...standesamt, name: 'Standesamt Krefeld' });
  const owed = ticketOf(citizen, {
    departmentId: 'auslaender',
    answerBy: 'email',
    callbackAt: undefined,
    callbackUntil: undefined,
    promiseBy: '2026-11-26T16:00:00+01:00',
  });
  await world.city.open(owed);
  await world.caughtUp('TICKETS', 'notify-view-tickets');
  // Planned anew for the newcomer, and so for the department before it too.
  await world.city.changeDepartment({ ...standesamt, departmentId: 'auslaender', mailbox: 'aa@krefeld.example' });
  await eventually(async () => expect([...(await world.log.timers().waiting())]).toContain('digest.auslaender'));
  await world.caughtUp('DIRECTORY', 'notify-on-directory-changed');
  await world.caughtUp('TIMERS_NOTIFY', 'notify-on-timer-due');
  expect(world.receivedBy(MAILBOX)).toHaveLength(1);
  const { parsed } = await world.mailTo('aa@krefeld.example');
  expect(parsed.subject).toContain('1 offen, 0 heute fällig, 0 überfällig');
  await eventually(async () => {
    const timer = await world.realm.jsm.streams.getMessage('TIMERS_NOTIFY', {
      last_by_subj: 'timers.notify.digest.auslaender',
    });
    expect(timer?.json()).toMatchObject({ at: expect.stringMatching(/^2026-11-25T08:00/) });
  });
});
