import type { JetStreamClient, JsMsg } from '@nats-io/jetstream';
import { z } from 'zod';
import { Timestamp } from '../contracts/values.ts';
import { counter, type Logger } from '../telemetry/index.ts';

/** A message nobody can handle: where it stands and why. Never its body, which may hold a person's data. */
export const DeadLetter = z.object({
  service: z.string(),
  reason: z.string(),
  stream: z.string(),
  sequence: z.number().int(),
  consumer: z.string(),
  error: z.string().describe('The place in the schema or the name of the exception'),
  deliveries: z.number().int(),
  at: Timestamp,
});
export type DeadLetter = z.infer<typeof DeadLetter>;

const deadLetters = counter('dead_letters', 'Messages given up, by durable and reason', ['durable', 'reason']);

/** Records that `message` is given up; the caller terminates it only once this is stored. */
export async function buryMessage(
  { js, service, logger }: { js: JetStreamClient; service: string; logger: Logger },
  message: JsMsg,
  why: { reason: string; error: string; at: string },
): Promise<void> {
  const { stream, consumer, streamSequence, deliveryCount } = message.info;
  const reason = why.reason.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 64) || 'unnamed';
  const letter: DeadLetter = {
    service,
    reason,
    stream,
    sequence: streamSequence,
    consumer,
    error: why.error,
    deliveries: deliveryCount,
    at: why.at,
  };
  await js.publish(`dead.${service}.${reason}`, JSON.stringify(letter), {
    msgID: `${stream}:${streamSequence}:${consumer}`,
    timeout: 3_000,
  });
  deadLetters.inc({ durable: consumer, reason });
  logger.error({ stream, sequence: streamSequence, consumer, reason, problem: why.error }, 'message given up');
}
