import { setTimeout as pause } from 'node:timers/promises';
import type { DepartmentProgram, StreamName } from '@serviceportal/shared/contracts';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import type { Say } from '../infrastructure/say.ts';
import type { Provisioned } from '../nats/streams.ts';
import type { Addresses } from '../rebuild/settings.ts';

export interface MakingWhole {
  readonly programs: readonly DepartmentProgram[];
  readonly where: Addresses;
  /** Whether the database may hold something of before this start. */
  readonly hasPast: boolean;
  readonly say: Say;
}

const AGAIN_MS = 1_000;

/**
 * Before any service starts: makes streams that are gone while the database has their events again from it, and finishes
 * what was broken off of that, as `npm run reconcile -- --remake all` would. Services on an empty log would take calls,
 * have no tickets and set no timers. Whether anything had to be made again.
 */
export async function makeLogWhole({ closed, empty }: Provisioned, making: MakingWhole): Promise<boolean> {
  const { hasPast, say } = making;
  if (closed.length === 0 && (empty.length === 0 || !hasPast)) return false;
  if (closed.length > 0) {
    say('Making lost streams again was broken off, and is finished first …');
  } else {
    const gone = await goneIn(empty, making);
    if (gone.length === 0) return false;
    say(`The log is empty where the database is not (${gone.join(', ')}): it is made again first …`);
  }
  await remakeAll(making);
  return true;
}

async function goneIn(empty: readonly StreamName[], { where, say }: MakingWhole): Promise<readonly StreamName[]> {
  // Brings the views of all services along, which a usual start has no need of.
  const { goneAmong } = await import('../reconcile/remake-lost.ts');
  const { DatabaseAway } = await import('../rebuild/views.ts');
  const life = createLifecycle();
  try {
    return await goneAmong(empty, where, life);
  } catch (cause) {
    if (!(cause instanceof DatabaseAway)) throw cause;
    // Calls are taken without it.
    say('The database does not answer, so nobody looked whether the log has lost something: npm run reconcile does.');
    return [];
  } finally {
    await life.close();
  }
}

async function remakeAll({ programs, where, say }: MakingWhole): Promise<void> {
  const { remake } = await import('../reconcile/remake-lost.ts');
  const { Occupied } = await import('../rebuild/alone.ts');
  for (;;) {
    const life = createLifecycle();
    try {
      await remake('all', programs, where, say, life);
      return;
    } catch (cause) {
      // Whoever was killed over it is in the way for half a minute.
      if (!(cause instanceof Occupied)) throw cause;
    } finally {
      await life.close();
    }
    await pause(AGAIN_MS);
  }
}
