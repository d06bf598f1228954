import { Unavailable } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { pause } from '@serviceportal/shared/log';
import { lookAgain } from '../delivery.ts';
import type { Notify } from '../notify.ts';
import type { MailList } from '../view/mails.ts';

const ASK_AGAIN_MS = 2_000;

/**
 * After a start, every mail that waits gets its timer anew: the city's clock may be another one by now, or the timers
 * were lost. Runs beside everything else and waits for the database; ends with `life`.
 */
export function planMailsAnew(notify: Notify, list: MailList, life: Lifecycle): void {
  const running = replan(notify, list, life).catch((err: unknown) => {
    if (!life.signal.aborted) notify.logger.error({ err }, 'waiting mails could not be planned anew');
  });
  life.onClose('planning of mails', () => running);
}

async function replan(notify: Notify, list: MailList, life: Lifecycle): Promise<void> {
  for (const state of ['retrying', 'sending'] as const) {
    let cursor: string | undefined;
    do {
      const page = await patiently(() => list.page({ state }, { limit: 200, cursor }), life);
      // The view may lag: what counts is the log.
      for (const { mailId } of page?.items ?? []) await patiently(() => lookAgain(notify, mailId, 1), life);
      cursor = page?.nextCursor;
    } while (cursor !== undefined && !life.signal.aborted);
  }
}

/** Asks until what is needed is there; `undefined` when `life` ends first. */
async function patiently<T>(ask: () => Promise<T>, { signal }: Lifecycle): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof Unavailable)) throw cause;
      await pause(ASK_AGAIN_MS, signal);
    }
  }
  return undefined;
}
