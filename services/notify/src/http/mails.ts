import { departmentsWithin, extentFor, type Reach } from '@serviceportal/shared/access';
import { Id, Mail, MailTemplate, Slug } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import { displayTicketId, TicketNumber } from '@serviceportal/shared/identity';
import { PageQuery } from '@serviceportal/shared/view';
import { z } from 'zod';
import { retryMail } from '../domain/mail.ts';
import { isArticlesContent, ticketIdOf } from '../domain/mail-content.ts';
import { mailQueued } from '../facts.ts';
import type { Notify } from '../notify.ts';
import { maskEmail } from './masked-email.ts';

const params = z.strictObject({ mailId: Id });

/** What became of a mail; its words and its full address are the citizen's and stay inside. */
const MailAnswer = Mail.pick({
  mailId: true,
  state: true,
  messageId: true,
  queuedAt: true,
  tries: true,
  notBefore: true,
  heldBack: true,
  nextTryAt: true,
  sentAt: true,
  reply: true,
  revision: true,
}).extend({
  template: MailTemplate,
  ticketId: Id.optional().describe('The Vormerkung it is about; a digest is about many, articles about none'),
  display: z.string().optional().describe('The number as citizens read it: `7K3Q-9F2M`'),
  departmentId: Slug.optional().describe('Not with articles'),
  missingArticles: z.array(Slug).optional().describe('Asked for, but not to be sent any more when it was written'),
  to: z.string().describe('The address, masked'),
});

function answerOf(mail: Mail): z.infer<typeof MailAnswer> {
  const { mailId, state, template, messageId, queuedAt, tries, sentAt, reply, revision } = mail;
  const { content, citizen, office } = mail;
  const ticketId = ticketIdOf(content);
  return {
    ...{ mailId, state, template, messageId, queuedAt, tries, ...waiting(mail), sentAt, reply, revision },
    ...(ticketId && { ticketId, display: displayTicketId(ticketId) }),
    ...(isArticlesContent(content) ? { missingArticles: content.missing } : { departmentId: content.departmentId }),
    to: maskEmail(office?.email ?? citizen.email ?? ''),
  };
}

/** When it goes and why not sooner; of one that is through, nothing. */
function waiting({ state, notBefore, heldBack, nextTryAt }: Mail): Pick<Mail, 'notBefore' | 'heldBack' | 'nextTryAt'> {
  return state === 'queued' ? { notBefore, heldBack, nextTryAt: notBefore } : { notBefore, nextTryAt };
}

/** Mails as operations sees them: what was sent when, and what the mail server said. */
export function mailOperations({ mails, lists, logger, now }: Notify): Operation[] {
  return [
    operation({
      name: 'mails',
      method: 'get',
      path: '/mails',
      command: 'mails',
      summary: 'Mails to citizens and offices, newest first',
      query: PageQuery.extend({
        state: Mail.shape.state.optional(),
        template: MailTemplate.optional(),
        ticketId: TicketNumber.optional(),
      }),
      answers: { 200: z.object({ items: z.array(MailAnswer), nextCursor: z.string().optional() }) },
      refusals: ['unavailable'],
    }).handledBy(async ({ query: { state, template, ticketId, ...page }, reach }) => {
      const departments = departmentsWithin(reach);
      const { items, nextCursor } = await lists.mails.page({ state, template, ticketId, departments }, page);
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
    }).handledBy(async ({ params: { mailId }, reach }) => {
      const state = visible((await mails.require(mailId)).state, reach);
      if (!state) throw refuse('not-found', 'There is no mail with this id.');
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
    }).handledBy(async ({ params: { mailId }, cause, actor, reach }) => {
      const { state, repeated } = await mails.handle(mailId, { cause, actor }, (current) =>
        retryMail(current && visible(current, reach), now()),
      );
      if (!repeated) mailQueued(logger, { template: state.template, mailId, ticketId: ticketIdOf(state.content) });
      return { status: 202, body: { mail: answerOf(state) } };
    }),
  ];
}

/** The mail, as long as it is about work of a department within reach. */
function visible(mail: Mail, reach: Reach): Mail | undefined {
  const departmentId = isArticlesContent(mail.content) ? undefined : mail.content.departmentId;
  return extentFor(reach, departmentId) && mail;
}
