import { TicketState, Timestamp } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { E164, Phone } from '@serviceportal/shared/identity';
import { z } from 'zod';
import type { CallList } from '../view/calls.ts';
import type { VormerkungList } from '../view/vormerkungen.ts';
import { CallAnswer, redactedCall } from './call-answer.ts';

/** A phone number identifies nobody: that there were calls and when, not what about nor where they went. */
const EarlierCall = CallAnswer.pick({
  callId: true,
  state: true,
  agentId: true,
  receivedAt: true,
  answeredAt: true,
  endedAt: true,
  withinHours: true,
});

const Caller = z.object({
  phone: E164,
  calls: z.object({ count: z.number(), lastAt: Timestamp.optional(), items: z.array(EarlierCall) }),
  vormerkungen: z
    .object({
      open: z.number(),
      lastOpenedAt: Timestamp.optional(),
      nextCallbackAt: Timestamp.optional().describe('The first callback still owed; in the past where it was missed'),
      items: z.array(
        z.object({
          openedAt: Timestamp,
          state: TicketState,
          callbackAt: Timestamp.optional(),
          promiseBy: Timestamp,
        }),
      ),
    })
    .describe('How many and when; neither department nor subject, since a phone number identifies nobody'),
});

/** What is known of a number while its call rings. */
export function callerOperation(calls: CallList, vormerkungen: VormerkungList): Operation {
  return operation({
    name: 'caller',
    method: 'get',
    path: '/callers',
    command: 'caller',
    summary: 'The latest calls and Vormerkungen of a number, newest first',
    query: z.strictObject({ phone: Phone }),
    answers: { 200: Caller },
    refusals: ['unavailable'],
  }).handledBy(async ({ query: { phone } }) => {
    const [history, noted] = await Promise.all([calls.history(phone), vormerkungen.history(phone)]);
    const { count, items } = history;
    return {
      status: 200,
      body: {
        phone,
        calls: {
          count,
          lastAt: items[0]?.receivedAt,
          items: items.map((call) => EarlierCall.parse(redactedCall(call))),
        },
        vormerkungen: noted,
      },
    };
  });
}
