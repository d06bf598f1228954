import { Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';
import { pause } from './connect.ts';

const ASK_AGAIN_MS = 1_000;

/**
 * After a start: has `restore` compare what is open with the timers and give how many it set, as soon as the database is
 * there (`isUp`), in the background; tries again until it succeeds. `what` names them in the log.
 */
export function restoreTimers(
  what: string,
  restore: () => Promise<number>,
  { isUp, logger, life }: { isUp: () => boolean; logger: Logger; life: Lifecycle },
): void {
  const restoring = (async () => {
    while (!life.signal.aborted) {
      try {
        if (isUp()) {
          logger.info({ what, timers: await restore() }, 'compared with timers');
          return;
        }
      } catch (err) {
        if (!(err instanceof Unavailable)) logger.error({ err, what }, 'could not be compared with timers');
      }
      await pause(ASK_AGAIN_MS, life.signal);
    }
  })();
  life.onClose(`comparing ${what} with timers`, () => restoring);
}
