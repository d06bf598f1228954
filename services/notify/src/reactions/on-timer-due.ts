import type { TimerDue } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import type { Context } from '@serviceportal/shared/log';
import { type Delivery, MAIL_TIMER } from '../delivery.ts';

/** A mail is to be looked at again: its next try has come, or the lease of whoever was sending it has ended. */
export function onTimerDue(delivery: Delivery): (timer: TimerDue, context: Context) => Promise<void> {
  return async ({ kind, id, plan }, context) => {
    if (kind !== MAIL_TIMER) throw new Permanent('unexpected-type', 'notify has no timers of this kind');
    await delivery.deliver(id, plan, context);
  };
}
