import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { restoreTimers } from '@serviceportal/shared/log';
import { lookAgain } from '../delivery.ts';
import type { Notify } from '../notify.ts';
import { patiently } from '../patiently.ts';

/**
 * After a start, and when messages come again after a break, every mail that waits gets its timer anew: the city's clock
 * may be another one by now, or the timers were lost. Runs beside everything else; ends with `life`.
 */
export function planMailsAnew(notify: Notify, life: Lifecycle): void {
  const { timers, view, logger } = notify;
  restoreTimers('waiting mails', () => replan(notify, life), { timers, isUp: () => view.isUp(), logger, life });
}

/** One that cannot be planned, such as a mail of the view that the log does not have, keeps no other from going. */
async function replanOne(mailId: string, notify: Notify, life: Lifecycle): Promise<void> {
  try {
    await patiently(() => lookAgain(notify, mailId, 1), life);
  } catch (err) {
    if (life.signal.aborted) throw err;
    notify.logger.error({ err, mailId }, 'a waiting mail could not be planned anew');
  }
}

async function replan(notify: Notify, life: Lifecycle): Promise<number> {
  let planned = 0;
  for (const state of ['queued', 'retrying', 'sending'] as const) {
    let cursor: string | undefined;
    do {
      const page = await patiently(() => notify.lists.mails.page({ state }, { limit: 200, cursor }), life);
      // The view may lag: what counts is the log.
      for (const { mailId } of page?.items ?? []) {
        await replanOne(mailId, notify, life);
        planned += 1;
      }
      cursor = page?.nextCursor;
    } while (cursor !== undefined && !life.signal.aborted);
  }
  return planned;
}
