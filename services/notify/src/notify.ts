import { MailAggregate, TaskAggregate, type Mail, type Task } from '@serviceportal/shared/contracts';
import type { Aggregates, Timers } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import type { MailServer } from './adapters/smtp.ts';
import type { Now } from './domain/moment.ts';
import type { MailSetting } from './domain/ticket-mail.ts';

/** What the reactions and operations of this service work with. */
export interface Notify extends Service {
  readonly mails: Aggregates<Mail>;
  readonly tasks: Aggregates<Task>;
  readonly timers: Timers;
  readonly mailServer: MailServer;
  readonly setting: MailSetting;
  readonly now: () => Now;
}

export function createNotify(service: Service, parts: Pick<Notify, 'mailServer' | 'setting'>): Notify {
  const { log, clock } = service;
  return {
    ...service,
    ...parts,
    mails: log.aggregate(MailAggregate),
    tasks: log.aggregate(TaskAggregate),
    timers: log.timers(),
    now: () => clock.now().toZonedDateTimeISO(clock.zone),
  };
}
