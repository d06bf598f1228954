/**
 * How long after a transfer request the department's subscriber has the ticket's event, on a running system:
 *
 *   npm start                                    (in another terminal)
 *   npm run bench subscriber-latency [requests]
 *
 * One request after the other, sent time against received time on the same clock; prints p50, p99 and the largest.
 */
import { randomUUID } from 'node:crypto';
import { subscribeToTickets } from '@serviceportal/examples/department';

const portBase = Number(process.env['PORT_BASE'] ?? 8600);
const dataDir = process.env['DATA_DIR'] ?? '.data';
const requests = Number(process.argv[2] ?? 200);
const departmentId = 'standesamt';
const intake = `http://127.0.0.1:${portBase + 1}`;

const arrivals = new Map<string, (at: number) => void>();
const subscription = await subscribeToTickets(
  {
    natsUrl: `nats://127.0.0.1:${portBase + 6}`,
    seedFile: `${dataDir}/nats/keys/departments/${departmentId}.seed`,
    departmentId,
  },
  ({ type, data: { ticket } }) => {
    if (type === 'TicketOpened') arrivals.get(ticket.subject)?.(performance.now());
  },
);

const latencies: number[] = [];
for (let index = 0; index < requests + 20; index++) {
  const latency = await oneRequest();
  // The first requests warm up connections and code.
  if (index >= 20) latencies.push(latency);
}
await subscription.stop();

latencies.sort((a, b) => a - b);
const at = (share: number) =>
  latencies[Math.min(latencies.length - 1, Math.ceil(latencies.length * share) - 1)]!.toFixed(1);
console.log(`${requests} requests: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, largest ${at(1)} ms`);

/** Milliseconds from sending the transfer request to the event at the department's subscriber. */
async function oneRequest(): Promise<number> {
  const { call } = await post<{ call: { callId: string } }>('/calls', { line: 'hotline', agentId: 'bench' });
  const subject = `Messung ${randomUUID()}`;
  const arrived = new Promise<number>((resolve) => arrivals.set(subject, resolve));
  const sent = performance.now();
  const wanted = {
    departmentId,
    subject,
    question: 'Messung',
    citizen: { phone: '0151 55501234' },
    fallback: 'callback',
    takesLonger: true,
  };
  await post(`/calls/${call.callId}/transfer`, wanted);
  const latency = (await arrived) - sent;
  arrivals.delete(subject);
  return latency;
}

async function post<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(intake + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}
