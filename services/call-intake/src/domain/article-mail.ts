import { ArticlesRequested, type Call } from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { callWith, hungUp, inHandsOf, type Moment, unknownCall } from './call.ts';

export interface RequestArticles {
  readonly mailId: string;
  readonly articleIds: string[];
  readonly email: string;
  readonly language?: 'de' | 'en';
}

/** The call carries them, and must stay small enough for the server. */
const MOST_MAILS = 20;

/** The caller wants articles by mail; also told after the call. The address stands on the event alone. */
export function requestArticles(
  { mailId, articleIds, email, language }: RequestArticles,
  call: Call | undefined,
  actor: Actor,
  now: Moment,
): Decision<Call> {
  if (!call) return unknownCall();
  if (call.state === 'abandoned') return hungUp();
  const held = inHandsOf(actor, call, now);
  if (held instanceof Refusal) return held;
  if ((call.articleMails?.length ?? 0) >= MOST_MAILS) {
    return refuse('conflict', `Not more than ${MOST_MAILS} mails with articles go out for one call.`);
  }
  const articleMails = [...(call.articleMails ?? []), { mailId, articleIds, at: now }];
  return happened(ArticlesRequested, callWith({ ...held, articleMails }), {
    ...{ mailId, articleIds, citizen: { email, language } },
  });
}
