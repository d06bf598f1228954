import {
  CallErased,
  DURABLES,
  MailAggregate,
  MailErased,
  TaskAggregate,
  TaskErased,
  TicketErased,
} from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { aboutTicket } from '../about-ticket.ts';
import type { Erasing } from '../erasing.ts';
import { mailErased, taskErased } from '../facts.ts';
import type { Notify } from '../notify.ts';

/** A citizen is forgotten: mails and tasks about the ticket go, and what is still queued is not sent. */
export function onTicketErased(notify: Notify, erasing: Erasing): Reaction {
  return react(TicketErased, async ({ sequence, data: { ticket, why } }, context) => {
    const { mailIds, taskIds } = await aboutTicket(notify, ticket.ticketId, sequence);
    for (const mailId of mailIds) await erasing.mail(mailId, why, context);
    for (const taskId of taskIds) await erasing.task(taskId, why, context);
  });
}

/** A caller is forgotten: so is who got articles by mail. */
export function onCallErased({ log }: Notify, erasing: Erasing): Reaction {
  return react(CallErased, async ({ sequence, data: { call, why } }, context) => {
    if (call.articleMails === undefined) return;
    // One that is being written right now would be stored after this.
    await log.passed(DURABLES.notifyOnArticlesRequested, sequence);
    for (const { mailId } of call.articleMails) await erasing.mail(mailId, why, context);
  });
}

/**
 * The marker stands: what was before it goes, bytes and all. That is told here and not where the marker is written: a kill
 * right after that must not cost the line that a restore needs.
 */
export function onMailErased({ log, logger }: Notify): Reaction {
  return react(MailErased, async ({ sequence, data: { mail, why } }) => {
    await log.forget(MailAggregate, mail.mailId, sequence);
    mailErased(logger, { why, mailId: mail.mailId });
  });
}

export function onTaskErased({ log, logger }: Notify): Reaction {
  return react(TaskErased, async ({ sequence, data: { task, why } }) => {
    await log.forget(TaskAggregate, task.taskId, sequence);
    taskErased(logger, { why, taskId: task.taskId });
  });
}
