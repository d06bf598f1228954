import { randomInt } from 'node:crypto';
import { expect } from '@jest/globals';
import { connectFrontend } from '@serviceportal/examples/agent-frontend';
import { Temporal } from '@serviceportal/shared/time';
import { deskOf } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { get, post } from '../support/http.ts';
import type { TestSystem } from '../support/system.ts';

/** A person whose data nobody else has. */
export interface Canary {
  readonly name: string;
  /** A word of theirs that looks like a code. */
  readonly mark: string;
  /** E.164 */
  readonly phone: string;
  readonly email: string;
  /** What none but they would leave behind: to be looked for in files. */
  readonly traces: readonly string[];
  /** What was said and written about them, one for each place where something can be written. */
  readonly words: readonly string[];
}

const ARTICLE = 'geburtsurkunde-beantragen';
const PLACES = ['question', 'note', 'answer', 'outcome', 'result', 'resolved', 'asked'] as const;

export function createCanary(): Canary {
  // Letters alone, as a code is written: where codes are kept, a word must not be taken for one.
  const mark = `zirbel${Array.from({ length: 8 }, () => String.fromCharCode(randomInt(97, 123))).join('')}`;
  const name = `Zenobia Q${mark}`;
  const phone = `+49215155${randomInt(1e4, 1e5)}`;
  const email = `post.${mark}@canary.example`;
  return {
    name,
    phone,
    email,
    mark,
    traces: [mark, phone, email],
    words: PLACES.map((place) => `${place} of ${name}`),
  };
}

/** Calls, transfers, articles by mail, tickets, callbacks, tasks, answers, and a report that nobody can read. */
export async function livesThrough(system: TestSystem, canary: Canary, { staysOpen = false } = {}): Promise<void> {
  const { urls } = system;
  const desk = deskOf(system);
  const { name, mark, phone, email } = canary;
  const [question, note, answer, outcome, result, resolved, asked] = canary.words as [string, ...string[]];
  const citizen = { name, phone, email, emailConsent: true };
  const intake = async (callId: string, verb: string, body: object) => {
    const { status } = await post(`${urls['call-intake']}/calls/${callId}/${verb}`, body);
    expect({ verb, ok: status < 300 }).toEqual({ verb, ok: true });
  };

  const first = await desk.receive(phone);
  await intake(first.callId, 'mail', { agentId: 'anna', articleIds: [ARTICLE], email });
  const concern = { departmentId: 'testamt', citizen, question, takesLonger: true };
  const ticketId = (await desk.transfer(first.callId, concern)).body.ticket!.ticketId;
  await intake(first.callId, 'resolve', { agentId: 'anna', outcome: mark, note: resolved });
  await intake(first.callId, 'end', { talkMs: 90_000, cause: `said ${name}` });

  const second = await desk.receive('anonymous');
  const connected = await desk.transfer(second.callId, { citizen: { name, email }, question: asked, fallback: 'none' });
  expect(connected.body.outcome).toBe('connected');
  await intake(second.callId, 'end', { cause: mark });

  const third = await desk.receive(phone);
  const written = { departmentId: 'testamt', citizen, fallback: 'email', takesLonger: true };
  const open = (await desk.transfer(third.callId, written)).body.ticket!;
  await intake(third.callId, 'end', {});

  await workedOn(system, ticketId, { note: note!, answer: answer!, outcome: outcome!, result: result! });
  if (!staysOpen) await desk.work(open.ticketId, 'close', { outcome: mark });
  await mailsAreSent(system, ticketId, ['ticket-confirmation', 'ticket-answer']);
  await mailsAreSent(system, open.ticketId, ['ticket-confirmation']);
  await reports(system, phone);
}

/** Calls and wants an article by mail; gives the mail's id. */
export async function wantsArticles(system: TestSystem, { phone, email }: Canary): Promise<string> {
  const calls = `${system.urls['call-intake']}/calls`;
  const { callId } = await deskOf(system).receive(phone);
  const wanted = { agentId: 'anna', articleIds: [ARTICLE], email };
  const { body } = await post<{ mailId: string }>(`${calls}/${callId}/mail`, wanted);
  await post(`${calls}/${callId}/end`, {});
  return body.mailId;
}

/** Rung in vain, due again, a task done, answered by mail, closed. */
async function workedOn(system: TestSystem, ticketId: string, words: Record<string, string>): Promise<void> {
  const desk = deskOf(system);
  await desk.work(ticketId, 'take', {});
  const { body } = await get<{ at: string }>(`${system.urls.directory}/departments/testamt/service-time?hours=0`);
  const soon = Temporal.Instant.from(body.at).add({ seconds: 2 });
  const nextAt = soon.toString({ timeZone: 'Europe/Berlin', smallestUnit: 'second' });
  await desk.work(ticketId, 'attempts', { result: 'busy', nextAt, note: words['note'] });
  const task = await eventually(async () => {
    const { body: tasks } = await get<{ items: { taskId: string; ticketId: string; state: string }[] }>(
      `${system.urls.notify}/tasks?departmentId=testamt&limit=200`,
    );
    const found = tasks.items.find((each) => each.ticketId === ticketId && each.state === 'open');
    if (!found) throw new Error('no task yet');
    return found;
  }, 20_000);
  await post(`${system.urls.notify}/tasks/${task.taskId}/claim`, { clerkId: 'carl' });
  await post(`${system.urls.notify}/tasks/${task.taskId}/done`, { clerkId: 'carl', result: words['result'] });
  await desk.work(ticketId, 'attempts', { result: 'reached', note: words['note'] });
  const answered = await desk.work(ticketId, 'answer', { by: 'email', text: words['answer'] });
  expect(answered.status).toBe(200);
  expect((await desk.work(ticketId, 'close', { outcome: words['outcome'] })).status).toBe(200);
}

interface ListedMail {
  template: string;
  state: string;
  departmentId?: string;
}

async function mailsAreSent(system: TestSystem, ticketId: string, templates: string[]): Promise<void> {
  await eventually(async () => {
    const { body } = await get<{ items: ListedMail[] }>(`${system.urls.notify}/mails?ticketId=${ticketId}`);
    const sent = body.items.filter(({ state }) => state === 'sent').map(({ template }) => template);
    expect(sent).toEqual(expect.arrayContaining(templates));
  }, 30_000);
}

/** What a telephone system with a fault of its own says of the call: it stays in INTAKE, with a dead letter. */
async function reports(system: TestSystem, phone: string): Promise<void> {
  const seedFile = system.users.frontends['demo-frontend']!.seedFile;
  const frontend = await connectFrontend({ natsUrl: system.urls.nats, seedFile });
  await frontend.request('intake.calls.received', JSON.stringify({ line: 'hotline', from: phone, what: 'is this' }));
  await frontend.close();
}

/** What is counted of everything that happened; nobody's data, so it stays when people are forgotten. */
export async function figuresOf({ urls }: TestSystem): Promise<Record<string, Record<string, number>>> {
  const all = async <T>(url: string) =>
    (await get<{ items: T[] }>(`${url}${url.includes('?') ? '&' : '?'}limit=200`)).body.items;
  const tickets = await all<Record<string, unknown> & { attempts: { result: string }[]; answer?: { by: string } }>(
    `${urls.tickets}/tickets`,
  );
  const calls = await all<Record<string, unknown> & { transfers: Record<string, unknown>[] }>(
    `${urls['call-intake']}/calls`,
  );
  const mails = await all<ListedMail>(`${urls.notify}/mails`);
  const tasks = await all<Record<string, unknown>>(`${urls.notify}/tasks`);
  return {
    tickets: counted(tickets, ({ departmentId, origin, answerBy, reason, attempts, answer, promiseBy }) => [
      ...[departmentId, origin, answerBy, reason, promiseBy, answer?.by],
      ...attempts.map(({ result }) => result),
    ]),
    calls: counted(calls, ({ state, withinHours, receivedAt, talkMs, transfers }) => [
      ...[state, withinHours, receivedAt, talkMs],
      ...transfers.map(({ departmentId, outcome, reason }) => [departmentId, outcome, reason].join()),
    ]),
    // Digests and escalations are of the day they are written on.
    mails: counted(
      mails.filter(({ template }) => !['department-digest', 'escalation'].includes(template)),
      (mail) => [...[mail.template, mail.departmentId, mail.state]],
    ),
    tasks: counted(tasks, ({ departmentId, kind, state }) => [departmentId, kind, state]),
  };
}

function counted<T>(items: readonly T[], by: (item: T) => unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) {
    const key = by(item).join(' ');
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
