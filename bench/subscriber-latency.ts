/**
 * How long after a transfer request the department's subscriber has the ticket's event:
 *
 *   npm run bench subscriber-latency [requests]
 *
 * Starts a system of its own, on ports and in a folder of its own. One request after the other, sent time against
 * received time on the same clock; prints p50, p99 and the largest.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePortBase, startSystem } from '@serviceportal/deploy/launcher';
import { openSignIn } from '@serviceportal/deploy/sign-in';
import { subscribeToTickets } from '@serviceportal/examples/department';

const WARM_UP = 20;
const requests = Number(process.argv[2] ?? 200);
const departmentId = 'standesamt';
const AGENT = 'anna.agent';

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const portBase = await findFreePortBase();
const signIn = openSignIn(`http://127.0.0.1:${portBase}`);
const system = await startSystem({
  city: 'krefeld',
  dataDir: join(folder, 'data'),
  portBase,
  say: () => undefined,
});
const arrivals = new Map<string, (at: number) => void>();
const subscription = await subscribeToTickets(
  { natsUrl: system.urls.nats, seedFile: system.users.departments[departmentId]!.seedFile, departmentId },
  ({ type, data: { ticket } }) => {
    if (type === 'TicketOpened') arrivals.get(ticket.subject)?.(performance.now());
  },
);

const latencies: number[] = [];
for (let index = 0; index < requests + WARM_UP; index++) {
  const latency = await oneRequest();
  if (index >= WARM_UP) latencies.push(latency);
}
await subscription.stop();
await system.stop();
await rm(folder, { recursive: true, force: true });

latencies.sort((a, b) => a - b);
const at = (share: number) =>
  latencies[Math.min(latencies.length - 1, Math.ceil(latencies.length * share) - 1)]!.toFixed(1);
console.log(
  `${requests} requests, load ${loadavg()[0]!.toFixed(1)}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, largest ${at(1)} ms`,
);
process.exit(0);

/** Milliseconds from sending the transfer request to the event at the department's subscriber. */
async function oneRequest(): Promise<number> {
  const { call } = await post<{ call: { callId: string } }>('/calls', { line: 'hotline', agentId: AGENT });
  const subject = `Messung ${randomUUID()}`;
  const arrived = new Promise<number>((resolve) => arrivals.set(subject, resolve));
  const sent = performance.now();
  await post(`/calls/${call.callId}/transfer`, {
    departmentId,
    subject,
    question: 'Messung',
    citizen: { phone: '0151 55501234' },
    fallback: 'callback',
    takesLonger: true,
  });
  const latency = (await arrived) - sent;
  arrivals.delete(subject);
  return latency;
}

async function post<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(system.urls['call-intake'] + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await signIn.as(AGENT)) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}
