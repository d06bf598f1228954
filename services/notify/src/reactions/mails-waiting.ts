import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { lookAgain } from '../delivery.ts';
import type { Notify } from '../notify.ts';
import { patiently } from '../patiently.ts';

/**
 * After a start, every mail that waits gets its timer anew: the city's clock may be another one by now, or the timers
 * were lost. Runs beside everything else and waits for the database; ends with `life`.
 */
export function planMailsAnew(notify: Notify, life: Lifecycle): void {
  const running = replan(notify, life).catch((err: unknown) => {
    if (!life.signal.aborted) notify.logger.error({ err }, 'waiting mails could not be planned anew');
  });
  life.onClose('planning of mails', () => running);
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

async function replan(notify: Notify, life: Lifecycle): Promise<void> {
  for (const state of ['queued', 'retrying', 'sending'] as const) {
    let cursor: string | undefined;
    do {
      const page = await patiently(() => notify.lists.mails.page({ state }, { limit: 200, cursor }), life);
      // The view may lag: what counts is the log.
      for (const { mailId } of page?.items ?? []) await replanOne(mailId, notify, life);
      cursor = page?.nextCursor;
    } while (cursor !== undefined && !life.signal.aborted);
  }
}
