import { type Call, CallAggregate, CallReport, CallState, Id } from '@serviceportal/shared/contracts';
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
      summary: 'A citizen is on the line; with agentId that agent has the call already',
      body: CallReport.extend({ from: CallerNumber.optional() }),
      answers: { 201: CallOnLine },
      refusals: ['unprocessable', 'unavailable'],
    }).handledBy(async ({ body, actor, cause }) => {
      const source = body.source ?? (actor.type === 'frontend' ? actor.id : 'http');
      const call = await takeCall({ ...body, source, at: service.clock.now() }, { cause, actor });
      return { status: 201, body: onLine(call, service) };
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
    }).handledBy(async ({ params: { callId } }) => {
      const { state } = await calls.require(callId);
      return { status: 200, body: onLine(state, service) };
    }),
    operation({
      name: 'calls',
      method: 'get',
      path: '/calls',
      command: 'calls',
      summary: 'Calls by number, agent or state, newest first',
      query: PageQuery.extend({ phone: Phone.optional(), agentId: Id.optional(), state: CallState.optional() }),
      answers: { 200: z.object({ items: z.array(CallAnswer), nextCursor: z.string().optional() }) },
      refusals: ['unavailable'],
    }).handledBy(async ({ query }) => {
      const { items, nextCursor } = await list.page(query);
      return { status: 200, body: { items: items.map(callAnswer), nextCursor } };
    }),
  ];
}

function onLine(call: Call, { directory }: Service) {
  const answer = { call: callAnswer(call) };
  if (call.withinHours || !directory.isLoaded()) return answer;
  const at = Temporal.Instant.from(call.receivedAt);
  const announcement = announcementFor(directory.hotline(), directory.hotlineCalendar(), at);
  return { ...answer, announcement, vormerkungOffered: true } as const;
}
