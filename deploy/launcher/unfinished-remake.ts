import { setTimeout as pause } from 'node:timers/promises';
import type { DepartmentProgram } from '@serviceportal/shared/contracts';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import type { Say } from '../infrastructure/say.ts';
import type { Addresses } from '../rebuild/settings.ts';

const AGAIN_MS = 1_000;

/**
 * Finishes a remake of lost streams that was broken off, as `npm run reconcile -- --remake all` would: no directory comes
 * up while its stream is closed, and it would take the NATS server down with it.
 */
export async function finishRemake(programs: readonly DepartmentProgram[], where: Addresses, say: Say): Promise<void> {
  // Brings the views of all services along, which a usual start has no need of.
  const { remake } = await import('../reconcile/remake-lost.ts');
  const { Occupied } = await import('../rebuild/alone.ts');
  say('Making lost streams again was broken off, and is finished first …');
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
