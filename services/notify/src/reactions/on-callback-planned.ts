import { CallbackPlanned } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { tellOfCallback } from '../callback-news.ts';
import type { Notify } from '../notify.ts';

/** The callback comes at another time than the citizen was told: they hear of it. */
export function onCallbackPlanned(notify: Notify): Reaction {
  return react(CallbackPlanned, ({ data: { ticket, previously, reason } }, context) => {
    const change = reason === 'moved' || reason === 'reopened' ? reason : undefined;
    return tellOfCallback(notify, ticket, { callbackAt: previously, change, agreed: reason === 'clerk' }, context);
  });
}
