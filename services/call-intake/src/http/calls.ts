import type { Reach } from '@serviceportal/shared/access';
import { type Call, CallAggregate, CallReport, CallState, Id, PersonId } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { CallerNumber, Phone } from '@serviceportal/shared/identity';
import type { Service } from '@serviceportal/shared/service';
import { Temporal } from '@serviceportal/shared/time';
import { PageQuery } from '@serviceportal/shared/view';
import { z } from 'zod';
import { announcementFor } from '../domain/announcement.ts';
import type { TakeCall } from '../receive-call.ts';
import type { CallList } from '../view/calls.ts';
import { CallAnswer, callAnswer, CallOnLine } from './call-answer.ts';

/** Taking calls in, and looking them up. */
export function callOperations(service: Service, takeCall: TakeCall, list: CallList): Operation[] {
  const calls = service.log.aggregate(CallAggregate);
  return [
    operation({
      name: 'receive-call',
      method: 'post',
      path: '/calls',
      command: 'receive',
      recordsItself: true,
      summary: 'A citizen is on the line; with agentId that agent has the call already',
      body: CallReport.extend({ from: CallerNumber.optional() }),
      answers: { 201: CallOnLine },
      refusals: ['unprocessable', 'unavailable'],
    }).handledBy(async ({ body, actor, cause, reach }) => {
      // Where a frontend's call comes from the server knows; what it writes there does not count.
      const source = actor.type === 'frontend' ? actor.id : (body.source ?? 'http');
      const call = await takeCall({ ...body, source, at: service.clock.now() }, { cause, actor });
      return { status: 201, body: onLine(call, reach, service) };
    }),
    operation({
      name: 'call',
      method: 'get',
      path: '/calls/:callId',
      command: 'call',
      summary: 'One call, from the log',
      params: z.strictObject({ callId: Id }),
      answers: { 200: CallOnLine },
      refusals: ['not-found', 'unavailable'],
    }).handledBy(async ({ params: { callId }, reach }) => {
      const { state } = await calls.require(callId);
      return { status: 200, body: onLine(state, reach, service) };
    }),
    operation({
      name: 'calls',
      method: 'get',
      path: '/calls',
      command: 'calls',
      summary: 'Calls by number, agent or state, newest first',
      query: PageQuery.extend({ phone: Phone.optional(), agentId: PersonId.optional(), state: CallState.optional() }),
      answers: { 200: z.object({ items: z.array(CallAnswer), nextCursor: z.string().optional() }) },
      refusals: ['unavailable'],
    }).handledBy(async ({ query, reach }) => {
      const { items, nextCursor } = await list.page(query);
      return { status: 200, body: { items: items.map((call) => callAnswer(call, reach)), nextCursor } };
    }),
  ];
}

function onLine(call: Call, reach: Reach, { directory }: Service) {
  const answer = { call: callAnswer(call, reach) };
  if (call.withinHours || !directory.isLoaded()) return answer;
  const at = Temporal.Instant.from(call.receivedAt);
  const announcement = announcementFor(directory.hotline(), directory.hotlineCalendar(), at);
  return { ...answer, announcement, vormerkungOffered: true } as const;
}
