import type { Reach } from '@serviceportal/shared/access';
import type { ArticleCopy } from '@serviceportal/shared/article-copy';
import {
  type Call,
  CALL_CAUSES,
  CallAggregate,
  CallEndedBy,
  Id,
  OUTCOMES,
  PersonId,
  Slug,
  wordsOr,
} from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { answerCall, endCall, resolveCall } from '../domain/call.ts';
import { callAnswered, callOver, callResolved } from '../facts.ts';
import { callAnswer, OneCall } from './call-answer.ts';
import { requireInUse } from './known-articles.ts';
import { requireTopic } from './target.ts';
import { longText, shortText } from './text.ts';

const params = z.strictObject({ callId: Id });

const described = {
  method: 'post',
  params,
  answers: { 200: OneCall },
  refusals: ['not-found', 'conflict', 'unprocessable', 'unavailable'],
} as const;

/** What agents and the telephone system do with a call, apart from transfers. */
export function handlingOperations({ log, directory, clock, logger }: Service, articles: ArticleCopy): Operation[] {
  const calls = log.aggregate(CallAggregate);
  const now = () => formatTimestamp(clock.now(), clock.zone);
  const answer = (call: Call, reach: Reach) => ({ status: 200, body: { call: callAnswer(call, reach) } }) as const;
  return [
    operation({
      ...described,
      name: 'answer-call',
      path: '/calls/:callId/answer',
      command: 'answer',
      summary: 'An agent takes the call; the first one wins',
      body: z.strictObject({ agentId: PersonId.optional() }),
      // It rings: not even a millisecond is spent on the audit log; the reaction to its event has the record.
      recordsItself: true,
    }).handledBy(async ({ params: { callId }, cause, actor, worker, reach }) => {
      if (worker.type !== 'agent') throw missingAgent();
      const agentId = worker.id;
      const { state, repeated } = await calls.handle(callId, { cause, actor }, (call) =>
        answerCall(agentId, call, now()),
      );
      if (!repeated) callAnswered(logger, { callId });
      return answer(state, reach);
    }),
    operation({
      ...described,
      name: 'resolve-call',
      path: '/calls/:callId/resolve',
      command: 'resolve',
      summary: 'The agent answered the concern directly',
      body: z.strictObject({
        agentId: PersonId.optional(),
        outcome: shortText.describe(wordsOr(OUTCOMES)),
        topicId: Slug.optional(),
        articleIds: z.array(Slug).max(50).optional(),
        note: longText.optional(),
      }),
    }).handledBy(async ({ params: { callId }, body: { agentId: _, ...resolution }, ...asked }) => {
      const { state, repeated } = await calls.handle(callId, asked, (call, by) => {
        // Inside, so that a repeat gets its answer also when directory or articles have changed since.
        if (resolution.topicId) requireTopic(directory, resolution.topicId);
        if (resolution.articleIds) requireInUse(articles, resolution.articleIds);
        return resolveCall(resolution, call, by, now());
      });
      if (!repeated) callResolved(logger, { callId, topicId: resolution.topicId });
      return answer(state, asked.reach);
    }),
    operation({
      ...described,
      name: 'end-call',
      path: '/calls/:callId/end',
      command: 'end',
      summary: 'The line is free again',
      body: z.strictObject({
        agentId: PersonId.optional(),
        by: CallEndedBy.exclude(['limit']).optional().describe('Who ended it'),
        talkMs: z.int().min(0).optional(),
        cause: shortText.optional().describe(wordsOr(CALL_CAUSES)),
      }),
    }).handledBy(async ({ params: { callId }, body: { by, talkMs, cause: why }, cause, actor, reach }) => {
      const { state, repeated } = await calls.handle(callId, { cause, actor }, (call) =>
        endCall({ by, talkMs, cause: why }, call, now()),
      );
      if (!repeated) callOver(logger, { state: state.state, by: by ?? 'unknown', callId, talkMs });
      return answer(state, reach);
    }),
  ];
}

/** A frontend has to say which of its agents it is. */
function missingAgent() {
  return refuse('invalid', 'agentId is missing', [{ path: 'agentId', message: 'is missing' }]);
}
