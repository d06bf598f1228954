import type { TimerDue } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import type { Context } from '@serviceportal/shared/log';
import { type Retention, RETENTION_TIMER } from '@serviceportal/shared/retention';
import { type Delivery, MAIL_TIMER } from '../delivery.ts';
import { DIGEST_TIMER, type Digests } from '../digest.ts';

/**
 * A mail is to be looked at again (its moment has come, or the lease on it has ended), or a department's day begins,
 * or it is time to forget what was kept long enough.
 */
export function onTimerDue(
  delivery: Delivery,
  digests: Digests,
  retention: Retention,
): (timer: TimerDue, context: Context) => Promise<void> {
  return async (timer, context) => {
    switch (timer.kind) {
      case MAIL_TIMER:
        return delivery.deliver(timer.id, timer.plan, context);
      case DIGEST_TIMER:
        return digests.fired(timer, context);
      case RETENTION_TIMER:
        return retention.fired(timer);
      default:
        throw new Permanent('unexpected-type', 'notify has no timers of this kind');
    }
  };
}
