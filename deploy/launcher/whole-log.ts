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
  /** Called before anything is made again: killed in the middle or at its end, the next start may find nothing lost. */
  readonly onMaking: () => void;
  readonly say: Say;
}

const AGAIN_MS = 1_000;

/**
 * Before any service starts: makes streams that end before the database does, as they are lost or an older store was put
 * back, again from it, and finishes what was broken off of that, as `npm run reconcile -- --remake all` would. Services on
 * such a log would take calls, have no tickets, set no timers and send what somebody has forbidden meanwhile.
 */
export async function makeLogWhole({ closed, ends }: Provisioned, making: MakingWhole): Promise<void> {
  const { hasPast, onMaking, say } = making;
  if (closed.length > 0) {
    say('Making lost streams again was broken off, and is finished first …');
  } else {
    const early = hasPast ? await earlyAmong(ends, making) : [];
    if (early.length === 0) return;
    say(`The log ends before the database does (${early.join(', ')}): it is made again first …`);
  }
  onMaking();
  await remakeAll(making);
}

async function earlyAmong(ends: Provisioned['ends'], { where, say }: MakingWhole): Promise<readonly StreamName[]> {
  const { endingEarly } = await import('../reconcile/remake-lost.ts');
  const { DatabaseAway } = await import('../rebuild/views.ts');
  const life = createLifecycle();
  try {
    return await endingEarly(ends, where, life);
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
