import type { Reach } from '@serviceportal/shared/access';
import { type Call, CallAggregate, Id } from '@serviceportal/shared/contracts';
import { type LiveEvent, sseRoute, type SseRoute } from '@serviceportal/shared/http';
import type { StoredMessage } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { z } from 'zod';
import { redactedCall } from './call-answer.ts';
import { extentOfCall } from './own-calls.ts';

/** The calls as they change, all of them or one. */
export function callStreams({ log }: Service): SseRoute[] {
  const calls = log.aggregate(CallAggregate);
  return [
    sseRoute({
      name: 'live-calls',
      path: '/calls/live',
      summary: 'Every event of every call, from now or from Last-Event-ID on',
      open: (_params, afterSequence, send, signal, begun, { reach }) =>
        log.tail(
          { stream: 'CALLS', subjects: 'calls.>', afterSequence },
          (message) => send(liveEvent(message, reach)),
          signal,
          begun,
        ),
    }),
    sseRoute<{ callId: string }>({
      name: 'live-call',
      path: '/calls/:callId/live',
      summary: 'The events of one call, from its latest or from Last-Event-ID on',
      params: z.strictObject({ callId: Id }),
      refusals: ['not-found'],
      check: async ({ callId }) => void (await calls.require(callId)),
      async open({ callId }, lastEventId, send, signal, begun, { reach }) {
        // Who comes here after a 202 must not miss the outcome that fell in between: the latest event says it, too.
        const afterSequence = lastEventId ?? (await calls.require(callId)).sequence - 1;
        const from = { stream: 'CALLS', subjects: `calls.${callId}.>`, afterSequence } as const;
        await log.tail(from, (message) => send(liveEvent(message, reach)), signal, begun);
      },
    }),
  ];
}

/** Of another agent's call how it stands: whoever waits has to see that a ringing call is taken. */
function liveEvent({ sequence, envelope }: StoredMessage, reach: Reach): LiveEvent {
  const { handled: _, ...data } = envelope.data;
  const call = data['call'] as Call;
  const shown = extentOfCall(call, reach) === 'whole' ? data : { call: redactedCall(call) };
  return { id: sequence, event: envelope.type, data: shown };
}
