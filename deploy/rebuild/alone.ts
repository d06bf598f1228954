import { randomUUID } from 'node:crypto';
import { ConfigError } from '@serviceportal/shared/errors';
import type { View } from '@serviceportal/shared/view';

interface Lease {
  _id: string;
  holder: string;
  until: Date;
}

const LEASE_MS = 30_000;

/** Somebody else is at the database. */
export class Occupied extends ConfigError {}

/**
 * Runs `work` while nobody else makes this database's view anew, repairs it or makes a stream from it; `Occupied`
 * where somebody does. Whoever was killed over it is in the way for half a minute.
 */
export async function alone<T>(view: View, work: () => Promise<T>): Promise<T> {
  const leases = view.connection.collection<Lease>('maintenance');
  const holder = randomUUID();
  const until = () => new Date(Date.now() + LEASE_MS);
  const free = { _id: 'lease', until: { $lt: new Date() } };
  const taken = await view.ask(() =>
    leases.replaceOne(free, { holder, until: until() }, { upsert: true }).catch((cause: unknown) => {
      if (isDuplicate(cause)) return undefined;
      throw cause;
    }),
  );
  if (!taken) {
    throw new Occupied(
      'Somebody is at this database already (rebuild or reconcile): wait until that is done; if it was ended, for half a minute.',
    );
  }
  const own = { _id: 'lease', holder };
  const renewing = setInterval(() => {
    void view.ask(() => leases.updateOne(own, { $set: { until: until() } })).catch(() => undefined);
  }, LEASE_MS / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    await view.ask(() => leases.deleteOne(own)).catch(() => undefined);
  }
}

function isDuplicate(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 11_000;
}
