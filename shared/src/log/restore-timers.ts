import { Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';
import { pause } from './connect.ts';
import type { Timers } from './timers.ts';

const ASK_AGAIN_MS = 1_000;

interface Surroundings {
  readonly timers: Pick<Timers, 'onBack'>;
  /** Whether the database is there. */
  readonly isUp: () => boolean;
  readonly logger: Logger;
  readonly life: Lifecycle;
}

/**
 * After a start, and whenever deliveries were interrupted, as by streams that were made again: has `restore` compare what
 * is open with the timers and give how many it set, in the background; tries again until it succeeds. `what` names them
 * in the log.
 */
export function restoreTimers(what: string, restore: () => Promise<number>, around: Surroundings): void {
  const { timers, isUp, logger, life } = around;
  let wanted = false;
  let restoring: Promise<void> | undefined;

  function begin(): void {
    wanted = true;
    restoring ??= untilRestored();
  }

  async function untilRestored(): Promise<void> {
    while (wanted && !life.signal.aborted) {
      try {
        if (isUp()) {
          wanted = false;
          logger.info({ what, timers: await restore() }, 'compared with timers');
          continue;
        }
      } catch (err) {
        wanted = true;
        if (!(err instanceof Unavailable)) logger.error({ err, what }, 'could not be compared with timers');
      }
      await pause(ASK_AGAIN_MS, life.signal);
    }
    // In the same breath as the last look at what is wanted: who asks a moment later begins anew.
    restoring = undefined;
  }

  begin();
  timers.onBack(begin);
  life.onClose(`comparing ${what} with timers`, () => restoring);
}
