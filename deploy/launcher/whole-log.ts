import { setTimeout as pause } from 'node:timers/promises';
import type { DepartmentProgram } from '@serviceportal/shared/contracts';
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
  const { hasPast, where, say } = making;
  if (closed.length === 0 && (empty.length === 0 || !hasPast)) return false;
  // Brings the views of all services along, which a usual start has no need of.
  const { goneAmong } = await import('../reconcile/remake-lost.ts');
  if (closed.length > 0) {
    say('Making lost streams again was broken off, and is finished first …');
  } else {
    const life = createLifecycle();
    const gone = await goneAmong(empty, where, life).finally(() => life.close());
    if (gone.length === 0) return false;
    say(`The log is empty where the database is not (${gone.join(', ')}): it is made again first …`);
  }
  await remakeAll(making);
  return true;
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
