import type { JetStreamManager } from '@nats-io/jetstream';
import { type AccountKind, departmentDurable } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Say } from '../infrastructure/say.ts';
import { natsFolder } from '../nats/index.ts';
import { type Guest, readRegistry } from '../nats/registry.ts';

/** Says who may sign in, with the public key, and of a department's program how much waits for it; without a server not. */
export async function listGuests(
  kind: AccountKind,
  dataDir: string,
  jsm: JetStreamManager | undefined,
  say: Say,
): Promise<void> {
  const known = readRegistry(natsFolder(dataDir).registryFile);
  if (!known) throw new ConfigError('no account was made yet: set DATA_DIR as for npm start, or start it once.');
  const guests = known.guests.filter((guest) => guest.kind === kind);
  const names = guests.map(({ id, consumer }) => (consumer ? `${id} (${consumer})` : id));
  const width = Math.max(...names.map(({ length }) => length));
  for (const [index, guest] of guests.entries()) {
    const waiting = kind === 'department' && jsm ? `  ${await waitingFor(guest, jsm)}` : '';
    say(`${names[index]!.padEnd(width)}  ${guest.key}${waiting}`);
  }
}

async function waitingFor({ id, consumer }: Guest, jsm: JetStreamManager): Promise<string> {
  const { stream, name } = departmentDurable(id, consumer);
  const info = await jsm.consumers.info(stream, name).catch(() => undefined);
  if (!info) return 'no durable: npm run provision';
  return `${info.num_pending} waiting, ${info.num_ack_pending} in work`;
}
