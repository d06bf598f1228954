import { headers, type NatsConnection } from '@nats-io/transport-node';
import { departmentDurable } from '@serviceportal/shared/contracts';
import { GUEST_API_PREFIX, REPORT_SUBJECT } from '../nats/accounts-config.ts';
import { signInWith } from '../nats/connection.ts';
import type { GuestName } from '../nats/registry.ts';
import type { Place } from './server.ts';

const TIMEOUT_MS = 1_000;

/** Whether the guest gets in with this key and reaches what is its own: tried for real, without leaving anything. */
export async function canWork(name: GuestName, seed: Uint8Array, place: Place): Promise<boolean> {
  const connection = await signInWith(seed, place, 'trial').catch(() => undefined);
  if (!connection) return false;
  try {
    return await (name.kind === 'department' ? findsConsumer(connection, name) : reachesStream(connection));
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

async function findsConsumer(connection: NatsConnection, { id, consumer }: GuestName): Promise<boolean> {
  const { stream, name } = departmentDurable(id, consumer);
  const subject = `${GUEST_API_PREFIX}.CONSUMER.INFO.${stream}.${name}`;
  const answer = (await connection.request(subject, '', { timeout: TIMEOUT_MS })).json<{ name?: string }>();
  return answer.name === name;
}

/** The stream refuses what is meant for another one, and says so: that the way to it is open is all we want to know. */
async function reachesStream(connection: NatsConnection): Promise<boolean> {
  const forAnother = headers();
  forAnother.set('Nats-Expected-Stream', 'NONE');
  const reply = await connection.request(REPORT_SUBJECT, '', { timeout: TIMEOUT_MS, headers: forAnother });
  return reply.json<{ error?: { err_code?: number } }>().error?.err_code === WRONG_STREAM;
}

const WRONG_STREAM = 10060;
