import { CallAggregate, Id } from '@serviceportal/shared/contracts';
import { type LiveEvent, sseRoute, type SseRoute } from '@serviceportal/shared/http';
import type { StoredMessage } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { z } from 'zod';

/** The calls as they change, all of them or one. */
export function callStreams({ log }: Service): SseRoute[] {
  const calls = log.aggregate(CallAggregate);
  return [
    sseRoute({
      name: 'live-calls',
      path: '/calls/live',
      summary: 'Every event of every call, from now or from Last-Event-ID on',
      open: (_params, afterSequence, send, signal, begun) =>
        log.tail(
          { stream: 'CALLS', subjects: 'calls.>', afterSequence },
          (message) => send(liveEvent(message)),
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
      async open({ callId }, lastEventId, send, signal, begun) {
        // Who comes here after a 202 must not miss the outcome that fell in between: the latest event says it, too.
        const afterSequence = lastEventId ?? (await calls.require(callId)).sequence - 1;
        const from = { stream: 'CALLS', subjects: `calls.${callId}.>`, afterSequence } as const;
        await log.tail(from, (message) => send(liveEvent(message)), signal, begun);
      },
    }),
  ];
}

function liveEvent({ sequence, envelope }: StoredMessage): LiveEvent {
  const { handled: _, ...data } = envelope.data;
  return { id: sequence, event: envelope.type, data };
}
