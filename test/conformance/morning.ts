import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { Temporal } from '@serviceportal/shared/time';
import { CONCERN } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import type { TestSystem } from '../support/system.ts';
import type { Recorder } from './recorder.ts';
import { openWorkingDesk, type WorkingDesk } from './working-desk.ts';

/**
 * A morning at the hotline that uses the whole interface: calls of all kinds, what departments do with their tickets,
 * changes of the directory and the knowledge base, mails and tasks. Everything goes through the recorder.
 */
export async function playMorning(system: TestSystem, recorder: Recorder): Promise<void> {
  const desk = openWorkingDesk(recorder);
  await takeCalls(desk);
  await lookUpCalls(desk);
  await workOnTickets(desk);
  await answerByMail(desk);
  await changeDirectory(desk);
  await editKnowledge(desk);
  await ringWhenDue(desk);
  await reportOverNats(system);
  await commandOverNats(desk, recorder);
  await forgetPeople(desk);
}

async function takeCalls({ call, onCall, read }: WorkingDesk): Promise<void> {
  const connected = await call('anna');
  const { transferId } = await onCall<{ transferId: string }>(connected, 'transfer', CONCERN);
  await onCall(connected, 'bounced', { transferId });
  await onCall(connected, 'end', { talkMs: 60_000, cause: 'normalClearing' });
  const answered = await call();
  await onCall(answered, 'answer', { agentId: 'berta' });
  await onCall(answered, 'resolve', {
    agentId: 'berta',
    outcome: 'beantwortet',
    articleIds: ['geburtsurkunde-beantragen'],
  });
  await onCall(answered, 'mail', {
    agentId: 'berta',
    articleIds: ['geburtsurkunde-beantragen'],
    email: 'erika@example.org',
  });
  await onCall(answered, 'end', { agentId: 'berta' });
  await onCall(await call(), 'end', { cause: 'cancel' });
  // Nobody watches the tickets of a department that hasn't joined: the caller gets its number.
  const listed = '/departments?limit=200';
  const { items } = await read<{ items: { departmentId: string; onboardedOn?: string }[] }>('directory', listed);
  const { departmentId } = items.find(({ onboardedOn }) => onboardedOn === undefined)!;
  await onCall(await call('anna'), 'transfer', { ...CONCERN, departmentId });
}

async function lookUpCalls({ act, call, read }: WorkingDesk): Promise<void> {
  await read('call-intake', '/calls?phone=0151+55501234&agentId=anna&limit=2');
  await read('call-intake', `/calls/${await call()}`);
  await read('call-intake', '/callers?phone=0151+55501234');
  await act('call-intake', 'put', '/agents/anna/state', { state: 'pause', reason: 'Mittag' }, { id: 'anna' });
  await read('call-intake', '/team');
}

async function workOnTickets({ act, ticket, onTicket, read }: WorkingDesk): Promise<void> {
  const first = await ticket();
  await onTicket(first, 'take', {});
  await onTicket(first, 'return', { why: 'doch jemand anderes' });
  await onTicket(first, 'take', {});
  await onTicket(first, 'attempts', { result: 'no-answer' });
  await onTicket(first, 'plan-callback', { at: '2026-11-24T09:00:00+01:00' });
  await act('tickets', 'post', `/tickets/${first}/add`, { question: 'Und was kostet das?' });
  await read('tickets', `/tickets/${first}/letter`);
  await onTicket(first, 'answer', { by: 'phone', text: 'Die Urkunde kommt mit der Post.' });
  await onTicket(first, 'reopen', { why: 'Sie kam nicht.' });
  await onTicket(first, 'close', { outcome: 'erledigt' });
  await onTicket(await ticket(), 'move', { departmentId: 'wohngeld', why: 'falscher Fachbereich' });
  const into = await ticket();
  await onTicket(await ticket(), 'merge', { into });
  await read('tickets', `/tickets/${into}`);
  await read('tickets', `/tickets/${into}/history`);
  await read('tickets', '/tickets?departmentId=standesamt&state=open,taken&answerBy=callback&limit=1');
  await read('tickets', '/tickets/duplicates?phone=0151+55501234&departmentId=standesamt');
  await read('tickets', '/departments/standesamt/callback-slot?days=Mo,Fr&from=14:00');
}

async function answerByMail({ act, onTicket }: WorkingDesk): Promise<void> {
  const { departmentId, subject, question } = CONCERN;
  const citizen = { ...CONCERN.citizen, email: 'erika@example.org', emailConsent: true };
  const wanted = { departmentId, subject, question, citizen, answerBy: 'email' };
  const { ticket } = await act<{ ticket: Record<'ticketId' | 'display' | 'pin', string> }>(
    'tickets',
    'post',
    '/tickets',
    wanted,
  );
  const { ticketId, display, pin } = ticket;
  await onTicket(ticketId, 'take', {});
  await onTicket(ticketId, 'answer', { by: 'email', text: 'Bitte bestellen Sie online.' });
  await act('tickets', 'post', '/status', { display, pin });
  await act('tickets', 'post', '/status/reopen', { display, pin, why: 'Das hilft mir nicht.' });
}

async function changeDirectory({ act, read, writeBack }: WorkingDesk): Promise<void> {
  await writeBack('directory', '/departments/standesamt');
  await read('directory', '/departments/standesamt/revisions');
  // Whether it is open follows from the time of day.
  await writeBack(
    'directory',
    '/hotline',
    ({ open: _, opensAt: _1, openUntil: _2, announcement: _3, ...rest }) => rest,
  );
  const closure = { from: '2026-11-25', to: '2026-11-25', kind: 'closed', why: 'Personalversammlung' };
  await act('tickets', 'post', '/departments/standesamt/closure-preview', { closure });
  await act('tickets', 'post', '/closure-preview', { closure });
  for (const path of ['/departments/standesamt/closures', '/hotline/closures']) {
    await act('directory', 'post', path, { closure });
    await read('directory', path);
    await act('directory', 'delete', `${path}/closed-2026-11-25-2026-11-25?replan=true`);
  }
  await act('directory', 'put', '/departments/zulassung/presence', { staffed: false, why: 'Störung' });
  await read('directory', '/departments/zulassung/availability?at=2026-11-23T10:00:00%2B01:00');
  await read('directory', '/departments/zulassung/service-time?hours=8');
  await read('directory', '/topics?q=Geburt');
}

async function editKnowledge({ act, read }: WorkingDesk): Promise<void> {
  const article = '/articles/probe-artikel';
  await act('knowledge', 'put', article, {
    ...{ title: 'Probe', body: 'Nur ein Versuch.', keywords: [], audience: 'public', language: 'de' },
    ...{ topicId: 'geburtsurkunde', departmentId: 'standesamt', reviewBy: '2027-11-23' },
  });
  await read('knowledge', article);
  await act('knowledge', 'post', `${article}/feedback`, { helped: false, query: 'Probe' });
  await act('knowledge', 'post', `${article}/feedback`, { helped: true, query: 'Probe' });
  await act('knowledge', 'post', '/gaps', { query: 'Drachenfliegen' });
  const gapId = await eventually(async () => {
    const { items } = await read<{ items: { gapId: string }[] }>('knowledge', '/gaps');
    expect(items).not.toEqual([]);
    return items[0]!.gapId;
  });
  await act('knowledge', 'delete', `/gaps/${gapId}`);
  await act('knowledge', 'delete', article);
  await read('knowledge', '/articles?departmentId=standesamt');
  await read('knowledge', '/search?q=Geburtsurkunde+Tochter&limit=3');
}

async function ringWhenDue({ act, read, ticket, onTicket }: WorkingDesk): Promise<void> {
  const ticketId = await ticket();
  const { at } = await read<{ at: string }>('directory', '/departments/standesamt/service-time?hours=0');
  const soon = Temporal.Instant.from(at).add({ seconds: 2 });
  const nextAt = soon.toString({ timeZone: 'Europe/Berlin', smallestUnit: 'second' });
  await onTicket(ticketId, 'attempts', { result: 'busy', nextAt });
  const { taskId } = await eventually(async () => {
    const open = '/tasks?departmentId=standesamt&state=open';
    const { items } = await read<{ items: { taskId: string; ticketId: string }[] }>('notify', open);
    const task = items.find((each) => each.ticketId === ticketId);
    expect(task).toBeDefined();
    return task!;
  }, 20_000);
  const onTask = (verb: string, body: object) => act('notify', 'post', `/tasks/${taskId}/${verb}`, body);
  await onTask('claim', { clerkId: 'carl' });
  await onTask('return', { clerkId: 'carl', why: 'Pause' });
  await onTask('claim', { clerkId: 'carl' });
  await onTask('done', { clerkId: 'carl', result: 'erreicht' });
  const { items: mails } = await read<{ items: { mailId: string }[] }>('notify', '/mails');
  await read('notify', `/mails/${mails[0]!.mailId}`);
}

async function reportOverNats({ urls, users }: TestSystem): Promise<void> {
  const seed = readFileSync(users.frontends['demo-frontend']!.seedFile);
  const frontend = await connect({ servers: urls.nats, authenticator: nkeyAuthenticator(seed) });
  const report = (call: object) =>
    frontend.request('intake.calls.received', JSON.stringify({ line: 'hotline', ...call }), { timeout: 5_000 });
  try {
    await report({ from: '0151 55501234', idempotencyKey: 'ring-1' });
    // Fits the form, but is nobody's number: given up.
    await report({ from: 'keine Nummer' });
  } finally {
    await frontend.close();
  }
}

async function commandOverNats({ call, ticket }: WorkingDesk, { command }: Recorder): Promise<void> {
  const ticketId = await ticket();
  await command('cmd.dept.standesamt.take', { ticketId, clerkId: 'carl' });
  await command('cmd.tickets.ticket', { ticketId });
  await command('cmd.knowledge.search', { q: 'Geburtsurkunde' });
  await command('cmd.directory.availability', { departmentId: 'standesamt' });
  await command('cmd.call-intake.transfer', { ...CONCERN, callId: await call('anna') });
}

/** One person takes a consent back, one ticket is forgotten, then everything of a person. */
async function forgetPeople({ act, onTicket, read }: WorkingDesk): Promise<void> {
  const citizen = { name: 'Ina Wegmann', phone: '02151 555999', email: 'ina@example.org', emailConsent: true };
  const body = { departmentId: 'standesamt', subject: 'Urkunde', question: 'Wie?', citizen, answerBy: 'email' };
  const open = async () => {
    const { ticket } = await act<{ ticket: { ticketId: string; pin: string } }>('tickets', 'post', '/tickets', body);
    return ticket;
  };
  const first = await open();
  await onTicket(first.ticketId, 'withdraw-consent', {});
  const second = await open();
  const numberAndPin = { display: second.ticketId, pin: second.pin };
  await act('tickets', 'post', '/status/withdraw-consent', numberAndPin);
  await act('tickets', 'post', `/tickets/${first.ticketId}/erase`, { confirm: true });
  await eventually(() => read('tickets', '/persons/export?phone=02151+555999'), 20_000);
  const forget = (phone: string) => act('tickets', 'post', '/persons/erase', { phone, confirm: true });
  await eventually(() => forget('02151 555999'), 20_000);
  await eventually(() => forget('0151 55501234'), 20_000);
}
