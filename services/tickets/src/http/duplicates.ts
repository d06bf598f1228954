import { departmentsWithin } from '@serviceportal/shared/access';
import { Slug } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { displayTicketId, Email, Phone } from '@serviceportal/shared/identity';
import { z } from 'zod';
import type { Parts } from '../parts.ts';
import { TicketAnswer } from './fields.ts';

const Query = z
  .strictObject({
    phone: Phone.optional(),
    email: Email.optional(),
    topicId: Slug.optional(),
    departmentId: Slug.optional(),
  })
  .refine(({ phone, email }) => phone ?? email, { message: 'or email must be given', path: ['phone'] })
  .refine(({ topicId, departmentId }) => topicId ?? departmentId, {
    message: 'or departmentId must be given',
    path: ['topicId'],
  });

/** A number identifies nobody: whoever asks knows the topic, and learns when, not what or where else. */
const Duplicate = TicketAnswer.pick({
  ticketId: true,
  display: true,
  state: true,
  answerBy: true,
  openedAt: true,
  callbackAt: true,
  callbackUntil: true,
  promiseBy: true,
});

/** More than anybody has about one topic. */
const MOST = 20;

/** What somebody has open already, so that what they ask again is added to it. From the database. */
export function duplicatesOperation({ list }: Parts): Operation {
  return operation({
    name: 'list-duplicates',
    method: 'get',
    path: '/tickets/duplicates',
    command: 'duplicates',
    summary: 'Tickets in work of the same person, about the same topic or at the same department; newest first',
    query: Query,
    answers: { 200: z.object({ items: z.array(Duplicate) }) },
    refusals: ['unavailable'],
  }).handledBy(async ({ query: { phone, email, topicId, departmentId }, reach }) => {
    const departments = departmentsWithin(reach, departmentId);
    const filter = { state: ['open', 'taken'], person: { phone, email }, topicId, departments } as const;
    const { items } = await list.page(filter, { limit: MOST });
    const shown = items.map((ticket) => ({ ...ticket, display: displayTicketId(ticket.ticketId) }));
    return { status: 200, body: { items: shown.map((ticket) => Duplicate.parse(ticket)) } };
  });
}
