import { DeadLetter } from '@serviceportal/shared/log';
import type { Say } from '../infrastructure/say.ts';
import type { Operator } from '../rebuild/operator.ts';

/** Says of each message that was given up in the last thirty days where it stands and why, oldest first. */
export async function listDeadLetters({ js, jsm }: Operator, say: Say): Promise<void> {
  const { messages } = (await jsm.streams.info('DEAD')).state;
  if (messages === 0) return say('No message was given up in the last 30 days.');
  const consumer = await js.consumers.get('DEAD');
  try {
    for (let left = messages; left > 0;) {
      const before = left;
      for await (const message of await consumer.fetch({ max_messages: Math.min(left, 500), expires: 5_000 })) {
        say(describe(DeadLetter.parse(message.json())));
        left--;
      }
      // Aged out since they were counted.
      if (left === before) return;
    }
  } finally {
    await consumer.delete().catch(() => undefined);
  }
}

function describe({ at, stream, sequence, consumer, reason, error, deliveries }: DeadLetter): string {
  const tries = deliveries === 1 ? '1 try' : `${deliveries} tries`;
  return `${at}  ${stream} ${sequence}  ${consumer}  ${reason} after ${tries}: ${error}`;
}
