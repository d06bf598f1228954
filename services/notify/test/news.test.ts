import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CallbackAttempted,
  CallbackPlanned,
  type Citizen,
  DURABLES,
  type Ticket,
  TicketMovedIn,
  TicketMovedOut,
  TicketReopened,
} from '@serviceportal/shared/contracts';
import { eventually } from '@serviceportal/test/eventually';
import { ticketOf } from './city.ts';
import { get, post } from './http.ts';
import { standesamt } from './offices.ts';
import { openWorld, type Running, type World } from './notify-at.ts';

let world: World;
let notify: Running;
const phone = '+4915112345678';
const newTime = { callbackAt: '2026-11-25T08:00:00+01:00', callbackUntil: '2026-11-25T10:00:00+01:00' };

beforeAll(async () => {
  world = await openWorld();
  notify = await world.start();
});
afterAll(() => world?.close());

const opened = (citizen: Citizen) => world.city.open(ticketOf(citizen));

function planAnew(
  { ticketId, callbackAt, callbackPlan }: Ticket,
  reason: 'closure' | 'clerk' = 'closure',
): Promise<Ticket> {
  const changes = { ...newTime, callbackPlan: callbackPlan + 1 };
  return world.city.happens(ticketId, CallbackPlanned, changes, { reason, previously: callbackAt });
}

function giveUp({ ticketId, attempts }: Ticket): Promise<Ticket> {
  const attempt = { at: '2026-11-24T08:10:00+01:00', clerkId: 'k-weber', result: 'no-answer' as const };
  return world.city.happens(
    ticketId,
    CallbackAttempted,
    { attempts: [...attempts, attempt], callbackAt: undefined, callbackUntil: undefined },
    { clerkId: 'k-weber', result: 'no-answer', triesUsedUp: true },
  );
}

/** The tasks of a ticket, once they look like this. */
function tasksBecome({ ticketId }: Ticket, expected: object[]) {
  return eventually(async () => {
    const { body } = await get(`${notify.url}/tasks?limit=200`);
    const tasks = (body['items'] as { ticketId: string; kind: string; taskId: string }[])
      .filter((task) => task.ticketId === ticketId)
      .sort((one, other) => one.kind.localeCompare(other.kind));
    expect(tasks).toHaveLength(expected.length);
    expect(tasks).toMatchObject(expected);
    return tasks;
  });
}

async function secondMailTo(address: string) {
  const mails = await eventually(() => {
    const found = world.receivedBy(address);
    expect(found).toHaveLength(2);
    return found;
  });
  const reply = mails.find(({ parsed }) => parsed.inReplyTo)!.parsed;
  expect([reply.references].flat()).toEqual([mails.find(({ parsed }) => !parsed.inReplyTo)!.parsed.messageId]);
  expect(reply.headers.get('auto-submitted')).toBe('auto-generated');
  expect(reply.html).toBeTruthy();
  return reply;
}

describe('a callback that is moved', () => {
  it('is told by one mail, however often its event is seen, in the citizen’s language', async () => {
    const ticket = await opened({ email: 'moved@example.org', language: 'en' });
    await planAnew(ticket);
    const subject = `tickets.standesamt.${ticket.ticketId}.callback-planned`;
    const stored = await world.realm.jsm.streams.getMessage('TICKETS', { last_by_subj: subject });
    for (let copy = 0; copy < 3; copy++) world.realm.operator.publish(subject, stored!.data);
    const mail = await secondMailTo('moved@example.org');
    expect(mail.subject).toMatch(/^Your call from the City of Krefeld: new time \[/);
    expect(mail.text).toMatch(
      /announced for Tuesday.*24 November 2026 from 8:00,[^]*Wednesday.*between 8:00 and 10:00/,
    );
    await world.caughtUp('TICKETS', 'notify-on-callback-planned');
    await world.caughtUp('MAILS', 'notify-on-mail-queued');
    expect(world.receivedBy('moved@example.org')).toHaveLength(2);
  });

  it('is a task to ring whoever has no address, until they are rung', async () => {
    const ticket = await planAnew(await opened({ phone }));
    const [task] = await tasksBecome(ticket, [{ kind: 'callback-moved', state: 'open', ...newTime }]);
    const to = (verb: string) => `${notify.url}/tasks/${task!.taskId}/${verb}`;
    await post(to('claim'), { clerkId: 'k-weber' });
    expect(await post(to('return'), { clerkId: 'm-yilmaz' })).toMatchObject({ status: 409 });
    expect(await post(to('return'), { clerkId: 'k-weber', why: 'Feierabend' })).toMatchObject({
      status: 200,
      body: { task: { state: 'open', kind: 'callback-moved' } },
    });
    expect(await post(to('claim'), { clerkId: 'm-yilmaz' })).toMatchObject({ status: 200 });
    await world.city.attempt(ticket.ticketId);
    await tasksBecome(ticket, [{ kind: 'callback-moved', state: 'done', result: 'no-answer', clerkId: 'm-yilmaz' }]);
  });

  it('as a clerk agreed with the citizen asks nobody to ring them about it', async () => {
    const agreed = await planAnew(await opened({ phone }), 'clerk');
    const moved = await planAnew(await opened({ phone }));
    await tasksBecome(moved, [{ kind: 'callback-moved', state: 'open' }]);
    await world.caughtUp('TICKETS', DURABLES.notifyOnCallbackPlanned.name);
    await tasksBecome(agreed, []);
    // What would have been to do until then is settled, and nobody sees what never was.
    for (const { ticketId } of [agreed, moved]) await world.city.answer(ticketId, 'phone', 'Ja.');
    await tasksBecome(moved, [{ kind: 'callback-moved', state: 'done', result: 'answered' }]);
    await world.caughtUp('TICKETS', DURABLES.notifyOnTicketSettled.name);
    await world.caughtUp('TASKS', DURABLES.notifyViewTasks.name);
    expect(await world.tasks.load(`${agreed.ticketId}-callback-moved-2`)).toMatchObject({ state: { neverOpen: true } });
    await tasksBecome(agreed, []);
  });

  it('in a concern that is open again asks nobody to ring them: they did not wait at an older time', async () => {
    const ticket = await opened({ phone });
    await world.city.answer(ticket.ticketId, 'phone', 'Ja.');
    await world.city.happens(
      ticket.ticketId,
      TicketReopened,
      { ...newTime, state: 'open', answer: undefined, callbackPlan: 2 },
      { by: 'citizen', why: 'Noch etwas.' },
    );
    await world.caughtUp('TICKETS', DURABLES.notifyOnTicketStatus.name);
    await world.caughtUp('TASKS', DURABLES.notifyViewTasks.name);
    await tasksBecome(ticket, []);
  });

  it('with its ticket to another department leaves nothing to do in the old one', async () => {
    const ticket = await opened({ phone });
    await world.city.due(ticket.ticketId);
    await tasksBecome(ticket, [{ kind: 'callback', state: 'open' }]);
    const move = { from: 'standesamt', to: 'auslaender', why: 'Zuständig.' };
    await world.city.happens(ticket.ticketId, TicketMovedOut, {}, move);
    await tasksBecome(ticket, [{ kind: 'callback', state: 'done', result: 'moved' }]);
  });
});

describe('a ticket that goes to another department', () => {
  const move = { from: 'standesamt', to: 'auslaender', why: 'Zuständig.' };
  const moveIn = async ({ ticketId, callbackAt, callbackUntil }: Ticket, changes: Partial<Ticket> = {}) =>
    world.city.happens(
      ticketId,
      TicketMovedIn,
      { departmentId: 'auslaender', ...changes },
      { ...move, previously: { callbackAt: callbackAt!, callbackUntil } },
    );

  it('is no news for the citizen where the window is the same, but a new one is, until the callback is due', async () => {
    await world.city.changeDepartment({ ...standesamt, departmentId: 'auslaender', name: 'Ausländerbehörde' });
    const [same, other] = [await opened({ phone }), await opened({ phone })];
    const told = await opened({ email: 'gleich@example.org' });
    for (const ticket of [same, told]) await moveIn(ticket);
    await moveIn(other, { ...newTime, callbackPlan: 2 });
    await tasksBecome(other, [{ kind: 'callback-moved', state: 'open', ...newTime }]);
    await world.caughtUp('TICKETS', 'notify-on-ticket-status');
    await tasksBecome(same, []);
    await world.city.due(other.ticketId);
    await tasksBecome(other, [
      { kind: 'callback', state: 'open' },
      { kind: 'callback-moved', state: 'done', result: 'due' },
    ]);
    await world.city.answer(same.ticketId, 'phone', 'Ja.');
    await world.caughtUp('TICKETS', 'notify-on-ticket-settled');
    await tasksBecome(same, []);
    await world.caughtUp('MAILS', 'notify-on-mail-queued');
    expect(world.receivedBy('gleich@example.org')).toHaveLength(1);
  });

  it('is news where a mail had named another number', async () => {
    const centralNumber = '+492151863000';
    await world.city.changeDepartment({ ...standesamt, departmentId: 'auslaender', centralNumber });
    const ticket = await opened({ email: 'nummer@example.org' });
    await moveIn(ticket);
    const mail = await secondMailTo('nummer@example.org');
    expect(mail.subject).toMatch(/^Ihr Rückruf von der Stadt Krefeld \[/);
    expect(mail.text).toContain('02151 86-3000');
  });
});

describe('a citizen whom nobody reached', () => {
  it('gets a mail that says how to go on', async () => {
    await giveUp(await opened({ email: 'vergebens@example.org' }));
    const mail = await secondMailTo('vergebens@example.org');
    expect(mail.subject).toMatch(/^Wir haben Sie am Telefon nicht erreicht \[/);
    expect(mail.text).toContain('02151 86-2351');
  });

  it('gets a letter where there is no address, unless they are reached after all', async () => {
    const ticket = await giveUp(await opened({ phone }));
    await tasksBecome(ticket, [{ kind: 'letter', state: 'open' }]);
    await giveUp(ticket);
    await world.caughtUp('TICKETS', 'notify-on-callback-attempted');
    await world.city.answer(ticket.ticketId, 'phone', 'Ja.');
    await tasksBecome(ticket, [{ kind: 'letter', state: 'done', result: 'answered' }]);
  });
});

describe('a citizen who wants to hear of the state', () => {
  it('gets one mail for each change, which names the new callback too', async () => {
    const ticket = await opened({ email: 'stand@example.org', statusMails: true });
    const move = { from: 'standesamt', to: 'standesamt', why: 'Zuständig.' };
    await world.city.happens(ticket.ticketId, TicketMovedIn, { ...newTime, callbackPlan: 2 }, move);
    const mail = await secondMailTo('stand@example.org');
    expect(mail.subject).toMatch(/^Neues zu Ihrer Vormerkung/);
    expect(mail.text).toContain('am Mittwoch, 25. November 2026, zwischen 8:00 und 10:00 Uhr');
    await world.city.close(ticket.ticketId);
    await eventually(() => expect(world.receivedBy('stand@example.org')).toHaveLength(3));
  });
});

describe('articles', () => {
  const article = {
    title: 'Geburtsurkunde beantragen',
    body: 'Online oder am Schalter.\n\n## Gebühren\n\n- 14 € für die erste',
    topicId: 'urkunden',
    departmentId: 'standesamt',
    keywords: [],
    language: 'de' as const,
  };

  it('come by mail as far as the public may read them, and are a failed mail where none may', async () => {
    await world.city.publishArticle({ ...article, articleId: 'urkunde', audience: 'public' });
    await world.city.publishArticle({ ...article, articleId: 'intern', title: 'Nur intern', audience: 'internal' });
    const citizen = { email: 'artikel@example.org' };
    // The copy of the articles may be a moment behind.
    const mailId = await eventually(async () => {
      const wanted = await world.city.wantArticles(['urkunde', 'intern', 'unbekannt'], citizen);
      await world.caughtUp('CALLS', 'notify-on-articles-requested');
      const written = await world.mails.load(wanted);
      expect(written?.state.content).toMatchObject({ articles: [{ articleId: 'urkunde' }] });
      return wanted;
    });
    const none = await world.city.wantArticles(['intern'], citizen);
    const { parsed } = await world.mailTo('artikel@example.org');
    expect(parsed.subject).toBe('Informationen der Stadt Krefeld: Geburtsurkunde beantragen');
    expect(parsed.text).toContain('Gebühren\n--------\n\n- 14 € für die erste');
    expect(parsed.html).toContain('<li>14 € für die erste</li>');
    expect(parsed.text).not.toContain('intern');
    await world.caughtUp('CALLS', 'notify-on-articles-requested');
    await world.becomes(mailId, { state: 'sent' });
    await eventually(async () => {
      const { body } = await get(`${notify.url}/mails?template=articles`);
      const items = body['items'] as { mailId: string }[];
      const [failed, sent] = [none, mailId].map((id) => items.find((each) => each.mailId === id));
      const to = 'a…@e….org';
      expect(failed).toMatchObject({ to, state: 'failed', reply: { kind: 'no-article' } });
      expect(failed).toMatchObject({ missingArticles: ['intern'] });
      expect(sent).toMatchObject({ to, state: 'sent', missingArticles: ['intern', 'unbekannt'] });
    });
    expect((await post(`${notify.url}/mails/${none}/retry`, {})).status).toBe(409);
  });

  it('that the server refuses are no task: there is no Vormerkung', async () => {
    world.smtp.script('artikel-weg@example.org', { do: 'refuse', code: 550, at: 'recipient' });
    const mailId = await world.city.wantArticles(['urkunde'], { email: 'artikel-weg@example.org' });
    await world.becomes(mailId, { state: 'failed' });
    await world.caughtUp('MAILS', 'notify-on-mail-failed');
    const { body } = await get(`${notify.url}/mails/${mailId}`);
    expect(body).toMatchObject({ mail: { state: 'failed', reply: { code: 550 } } });
    expect((await world.realm.deadLetters()).filter(({ service }) => service === 'notify')).toEqual([]);
  });
});

describe('very many mails to one address', () => {
  it('wait for their turn and are listed by ticket with the moment they go; answers go at once', async () => {
    const email = 'viele@example.org';
    const tickets = await Promise.all(Array.from({ length: 8 }, () => opened({ email })));
    const mails = () =>
      Promise.all(
        tickets.map(async ({ ticketId }) => {
          const { body } = await get(`${notify.url}/mails?ticketId=${ticketId}`);
          return (body['items'] as { state: string; notBefore?: string; ticketId: string }[])[0];
        }),
      );
    const waiting = await eventually(async () => {
      const found = await mails();
      expect(found.filter((mail) => mail?.state === 'sent')).toHaveLength(6);
      const held = found.filter((mail) => mail?.state === 'queued');
      expect(held).toHaveLength(2);
      return held;
    });
    for (const mail of waiting) {
      expect(mail?.notBefore).toMatch(/^2026-11-23T11:0/);
      expect(mail).toMatchObject({ heldBack: 'many-mails', nextTryAt: mail?.notBefore });
    }
    expect(world.receivedBy(email)).toHaveLength(6);
    await world.city.answer(waiting[0]!.ticketId, 'email', 'Ja.');
    await eventually(() => expect(world.receivedBy(email)).toHaveLength(7));
  });
});
