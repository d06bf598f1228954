/**
 * One stage of the chain on the bare client: publish, no compare-and-set, nothing remembered, an envelope of the usual
 * size checked at every hop, acknowledgements through one reply subscription of its own. `node bare.ts <role>`.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { jetstream, type JsMsg } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { z } from 'zod';
import { makeCalls, type Role, serve } from './stage.ts';

const Envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  type: z.string(),
  source: z.string(),
  subject: z.string(),
  time: z.iso.datetime({ offset: true }),
  correlationid: z.string(),
  causationid: z.string(),
  data: z.object({ callId: z.string(), departmentId: z.string(), subject: z.string(), question: z.string() }),
});
type Envelope = z.infer<typeof Envelope>;

const HOPS = {
  'first-hop': { durable: 'bare-first-hop', next: 'connected' },
  'second-hop': { durable: 'bare-second-hop', next: 'transferred' },
} as const;
const PREFETCH = 500;
const ANSWER_WITHIN_MS = 5_000;

const role = process.argv[2] as Role;
const connection = await connect({
  servers: process.env['NATS_URL']!,
  authenticator: nkeyAuthenticator(readFileSync(process.env['SEED_PROVISIONER']!)),
  noAsyncTraces: true,
});
const publish = createPublisher();

if (role !== 'producer') {
  const { durable, next } = HOPS[role];
  const consumer = await jetstream(connection).consumers.get('BARE', durable);
  void (async () => {
    for await (const message of await consumer.consume({ max_messages: PREFETCH })) void hop(message, next);
  })();
}
serve((start) => makeCalls(start, (index) => publish(`bare.${index}.requested`, envelope('requested', randomUUID()))));

async function hop(message: JsMsg, next: string): Promise<void> {
  const event = Envelope.parse(message.json());
  await publish(`bare.${message.subject.split('.')[1]}.${next}`, envelope(next, event.correlationid, event.id));
  message.ack();
}

function envelope(type: string, callId: string, cause = callId): Envelope {
  return {
    specversion: '1.0',
    id: randomUUID(),
    type,
    source: role,
    subject: callId,
    time: new Date().toISOString(),
    correlationid: callId,
    causationid: cause,
    data: {
      callId,
      departmentId: 'standesamt',
      subject: 'Geburtsurkunde für das Kindergeld meiner Tochter',
      question: 'Was muss ich mitbringen, und wie lange dauert es? '.repeat(4),
    },
  };
}

/** Publishes and waits for the server's word that it is stored; one subscription takes all answers. */
function createPublisher(): (subject: string, event: Envelope) => Promise<void> {
  const inbox = `_INBOX.${randomUUID()}`;
  const waiting = new Map<string, { resolve: () => void; reject: (cause: Error) => void; until: number }>();
  let count = 0;
  connection.subscribe(`${inbox}.*`, {
    callback: (_error, message) => {
      const token = message.subject.slice(inbox.length + 1);
      const ack = message.data.length > 0 ? message.json<{ seq?: number }>() : {};
      if (ack.seq) waiting.get(token)?.resolve();
      else waiting.get(token)?.reject(new Error('not stored'));
      waiting.delete(token);
    },
  });
  setInterval(() => {
    for (const [token, { reject, until }] of waiting) {
      if (until > performance.now()) continue;
      waiting.delete(token);
      reject(new Error('no answer'));
    }
  }, 1_000).unref();
  return (subject, event) =>
    new Promise((resolve, reject) => {
      const token = (count++).toString(36);
      waiting.set(token, { resolve, reject, until: performance.now() + ANSWER_WITHIN_MS });
      connection.publish(subject, JSON.stringify(event), { reply: `${inbox}.${token}` });
    });
}
