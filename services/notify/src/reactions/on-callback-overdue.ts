import { CallbackOverdue } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { momentOf } from '../domain/moment.ts';
import { createEscalate } from '../escalations.ts';
import type { Notify } from '../notify.ts';

/** A promise was missed: who leads the department hears of it, now or when the office opens again. */
export function onCallbackOverdue(notify: Notify): Reaction {
  const escalate = createEscalate(notify);
  return react(CallbackOverdue, ({ time, data: { ticket } }, context) =>
    escalate(ticket, momentOf(time, notify.now()).toPlainDate().toString(), context),
  );
}
