import { type ArticleCopy, followArticles } from '@serviceportal/shared/article-copy';
import { MailAggregate, TaskAggregate, type Mail, type Task } from '@serviceportal/shared/contracts';
import type { Aggregates, Timers } from '@serviceportal/shared/log';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Service } from '@serviceportal/shared/service';
import type { MailServer } from './adapters/smtp.ts';
import type { Now } from './domain/moment.ts';
import type { MailSetting } from './domain/ticket-mail.ts';
import { createMailQueue, type MailQueue } from './mail-queue.ts';
import { openMailSlots } from './mail-slots.ts';
import { type MailList, openMailList } from './view/mails.ts';
import { openOwedList, type OwedList } from './view/owed.ts';
import { openTaskList, type TaskList } from './view/tasks.ts';

/** What the reactions and operations of this service work with. */
export interface Notify extends Service {
  readonly mails: Aggregates<Mail>;
  readonly tasks: Aggregates<Task>;
  readonly timers: Timers;
  /** Where reactions put their mails. */
  readonly queue: MailQueue;
  readonly articles: ArticleCopy;
  readonly lists: { readonly mails: MailList; readonly tasks: TaskList; readonly owed: OwedList };
  readonly mailServer: MailServer;
  readonly setting: MailSetting;
  /** Whether mails are queued as always, but none is sent. */
  readonly holdsMails: boolean;
  readonly now: () => Now;
}

/** Opens the copies in memory beside what the service has; they end with `life`. */
export function openNotify(
  service: Service,
  parts: Pick<Notify, 'mailServer' | 'setting' | 'holdsMails'> & { mailsPerHour: number },
  life: Lifecycle,
): Notify {
  const { log, clock, view, logger } = service;
  const mails = log.aggregate(MailAggregate);
  const now = () => clock.now().toZonedDateTimeISO(clock.zone);
  const lists = { mails: openMailList(view), tasks: openTaskList(view), owed: openOwedList(view) };
  const slots = openMailSlots({ log, list: lists.mails, logger, now }, parts.mailsPerHour, life);
  return {
    ...service,
    ...parts,
    mails,
    tasks: log.aggregate(TaskAggregate),
    timers: log.timers(),
    queue: createMailQueue({ mails, logger, now }, slots),
    articles: followArticles(log),
    lists,
    now,
  };
}
