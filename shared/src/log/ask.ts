import { headers, type NatsConnection } from '@nats-io/transport-node';
import { Unavailable } from '../errors.ts';
import { inject } from '../telemetry/index.ts';
import type { CommandAnswer } from './commands.ts';
import type { Link } from './link.ts';

const LONGEST_ANSWER_MS = 20_000;

/**
 * Asks another service and gives its answer, a problem document too. `Unavailable` where nobody serves the subject or the
 * answer doesn't come; the request may have been done then.
 */
export async function askService(
  { connection, link }: { connection: NatsConnection; link: Link },
  subject: string,
  payload: unknown,
  withinMs = LONGEST_ANSWER_MS,
): Promise<CommandAnswer> {
  await link.ready();
  const own = headers();
  inject((name, value) => own.set(name, value));
  try {
    const request = connection.request(subject, JSON.stringify(payload), { timeout: withinMs, headers: own });
    const reply = await link.untilLost(request);
    const body: unknown = reply.data.length === 0 ? undefined : reply.json();
    return { status: Number(reply.headers?.get('status') ?? reply.headers?.get('Nats-Service-Error-Code')), body };
  } catch (cause) {
    throw new Unavailable(`nobody answered ${subject}`, { cause });
  }
}
