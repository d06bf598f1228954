import { Id, Mail, MailTemplate } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { displayTicketId } from '@serviceportal/shared/identity';
import { PageQuery } from '@serviceportal/shared/view';
import { z } from 'zod';
import { retryMail } from '../domain/mail.ts';
import { mailQueued } from '../facts.ts';
import type { Notify } from '../notify.ts';
import type { MailList } from '../view/mails.ts';
import { maskEmail } from './masked-email.ts';

const params = z.strictObject({ mailId: Id });

/** What became of a mail; its words and its full address are the citizen's and stay inside. */
const MailAnswer = Mail.pick({
  mailId: true,
  state: true,
  messageId: true,
  queuedAt: true,
  tries: true,
  nextTryAt: true,
  sentAt: true,
  reply: true,
  revision: true,
}).extend({
  template: MailTemplate,
  ticketId: Id,
  display: z.string().describe('The number as citizens read it: `7K3Q-9F2M`'),
  departmentId: z.string(),
  to: z.string().describe('The address, masked'),
});

function answerOf(mail: Mail): z.infer<typeof MailAnswer> {
  const { mailId, state, template, messageId, queuedAt, tries, nextTryAt, sentAt, reply, revision } = mail;
  const { ticketId, departmentId } = mail.content;
  const about = { ticketId, departmentId, display: displayTicketId(ticketId), to: maskEmail(mail.citizen.email ?? '') };
  return { mailId, state, template, ...about, messageId, queuedAt, tries, nextTryAt, sentAt, reply, revision };
}

/** Mails to citizens as operations sees them: what was sent when, and what the mail server said. */
export function mailOperations({ mails, logger, now }: Notify, list: MailList): Operation[] {
  return [
    operation({
      name: 'mails',
      method: 'get',
      path: '/mails',
      command: 'mails',
      summary: 'Mails to citizens, newest first',
      query: PageQuery.extend({ state: Mail.shape.state.optional() }),
      answers: { 200: z.object({ items: z.array(MailAnswer), nextCursor: z.string().optional() }) },
      refusals: ['unavailable'],
    }).handledBy(async ({ query: { state, ...page } }) => {
      const { items, nextCursor } = await list.page({ state }, page);
      return { status: 200, body: { items: items.map(answerOf), nextCursor } };
    }),
    operation({
      name: 'mail',
      method: 'get',
      path: '/mails/:mailId',
      command: 'mail',
      summary: 'What became of one mail',
      params,
      answers: { 200: z.object({ mail: MailAnswer }) },
      refusals: ['not-found'],
    }).handledBy(async ({ params: { mailId } }) => {
      const { state } = await mails.require(mailId);
      return { status: 200, body: { mail: answerOf(state) } };
    }),
    operation({
      name: 'retry-mail',
      method: 'post',
      path: '/mails/:mailId/retry',
      command: 'retry-mail',
      summary: 'Sends a mail again that was not taken, at once',
      params,
      answers: { 202: z.object({ mail: MailAnswer }) },
      refusals: ['not-found', 'conflict', 'unprocessable'],
    }).handledBy(async ({ params: { mailId }, cause, actor }) => {
      const { state, repeated } = await mails.handle(mailId, { cause, actor }, (current) => retryMail(current, now()));
      if (!repeated) mailQueued(logger, { template: state.template, mailId, ticketId: state.content.ticketId });
      return { status: 202, body: { mail: answerOf(state) } };
    }),
  ];
}
