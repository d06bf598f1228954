import type { SignIn } from '@serviceportal/deploy/sign-in';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

export interface Load {
  /** Calls that arrive in a second, evenly. */
  readonly perSecond: number;
  readonly seconds: number;
  /** The share that becomes a Vormerkung; the others are put through. */
  readonly tickets: number;
}

export interface Target {
  readonly urls: Record<'call-intake' | 'tickets', string>;
  readonly departmentId: string;
  readonly signIn: SignIn;
  /** When the department's subscriber had the ticket of that subject. */
  readonly seen: ReadonlyMap<string, number>;
}

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** The demo people who are agents. */
const AGENTS = ['anna.agent', 'bert.agent'];
/** The agent asks for the department so long after the call arrived. */
const ASKS_AFTER_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Calls at a fixed rate, whatever becomes of those before. Times in milliseconds count from when the request was due.
 * `outcomes` are those answered with an outcome at once; a 202 or a failure is none.
 */
export async function runLoad(target: Target, { perSecond, seconds, tickets }: Load) {
  const requests = Math.round(perSecond * seconds);
  const outcome: number[] = [];
  const wanted: { subject: string; due: number }[] = [];
  const began = performance.now();
  let last = '';

  async function one(index: number): Promise<void> {
    const arrives = began + (1_000 * index) / perSecond;
    const agent = AGENTS[index % AGENTS.length]!;
    await until(arrives);
    const report = { line: 'hotline', agentId: agent };
    const call = await post<{ call: { callId: string } }>(target, agent, '/calls', report);
    const due = arrives + ASKS_AFTER_MS;
    await until(due);
    const isTicket = Math.floor((index + 1) * tickets) > Math.floor(index * tickets);
    const subject = `Messung ${randomUUID()}`;
    if (isTicket) wanted.push({ subject, due });
    const answer = await post<{ outcome: string; ticket?: { ticketId: string } }>(
      target,
      agent,
      `/calls/${call.call.callId}/transfer`,
      transferBody(target.departmentId, subject, isTicket),
    );
    if (answer.outcome === 'pending') return;
    outcome.push(performance.now() - due);
    if (answer.ticket) last = answer.ticket.ticketId;
  }

  const all = Array.from({ length: requests }, (_, index) => one(index).catch(() => undefined));
  await Promise.all(all);
  const viewLagMs = await viewLag(target, last);
  const deadline = performance.now() + LONGEST_WAIT_MS;
  while (wanted.some(({ subject }) => !target.seen.has(subject)) && performance.now() < deadline) await pause(50);
  const atSubscriber = wanted.flatMap(({ subject, due }) => {
    const at = target.seen.get(subject);
    return at === undefined ? [] : [at - due];
  });
  return {
    requests,
    outcomes: outcome.length,
    outcome: percentiles(outcome),
    subscriber: percentiles(atSubscriber),
    missedBySubscriber: wanted.length - atSubscriber.length,
    viewLagMs,
  };
}

/** How long after the last request the last ticket stands in the list. */
async function viewLag({ urls, departmentId, signIn }: Target, ticketId: string): Promise<number | undefined> {
  if (!ticketId) return undefined;
  const began = performance.now();
  for (;;) {
    const took = performance.now() - began;
    const response = await fetch(`${urls.tickets}/tickets?departmentId=${departmentId}&limit=200`, {
      headers: await signIn.as(`carl.${departmentId}`),
    });
    const page = (await response.json()) as { items?: { ticketId: string }[] };
    if (page.items?.some((ticket) => ticket.ticketId === ticketId)) return Math.round(took);
    if (took > 4 * LONGEST_WAIT_MS) return undefined;
    await pause(20);
  }
}

function transferBody(departmentId: string, subject: string, isTicket: boolean): object {
  return {
    departmentId,
    subject,
    question: 'Was muss ich mitbringen, und wie lange dauert es?',
    citizen: { phone: '0151 55501234' },
    fallback: 'callback',
    ...(isTicket && { takesLonger: true }),
  };
}

async function post<Answer>({ urls, signIn }: Target, agent: string, path: string, body: object): Promise<Answer> {
  const response = await fetch(urls['call-intake'] + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await signIn.as(agent)) },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return JSON.parse(text) as Answer;
}

async function until(at: number): Promise<void> {
  const wait = at - performance.now();
  if (wait > 0) await pause(wait);
}

function percentiles(values: number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
    return Number((value ?? NaN).toFixed(1));
  };
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}
