import { randomUUID } from 'node:crypto';
import { DURABLES } from '@serviceportal/shared/contracts';
import type { Served } from '@serviceportal/shared/http';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { openService } from '@serviceportal/shared/service';
import { createMailServer } from './adapters/smtp.ts';
import { createComposer } from './compose.ts';
import { mailDomainOf, type NotifyConfig, senderOf } from './config.ts';
import { createDelivery } from './delivery.ts';
import { mailOperations } from './http/mails.ts';
import { taskOperations } from './http/tasks.ts';
import { createNotify } from './notify.ts';
import { planMailsAnew } from './reactions/mails-waiting.ts';
import { onCallbackDue } from './reactions/on-callback-due.ts';
import { onMailFailed } from './reactions/on-mail-failed.ts';
import { onMailQueued } from './reactions/on-mail-queued.ts';
import { onTicketAnswered } from './reactions/on-ticket-answered.ts';
import { onTicketOpened } from './reactions/on-ticket-opened.ts';
import { onTicketSettled } from './reactions/on-ticket-settled.ts';
import { onTimerDue } from './reactions/on-timer-due.ts';
import { openMailList } from './view/mails.ts';
import { projections } from './view/projections.ts';
import { openTaskList } from './view/tasks.ts';

/** Starts notify: mails to citizens, and what departments have to do by hand. */
export async function startNotify(config: NotifyConfig, life: Lifecycle): Promise<Served> {
  const mailServer = createMailServer(config);
  const setting = { domain: mailDomainOf(config), isProtected: mailServer.isProtected };
  const compose = createComposer(config, senderOf(config), mailServer);
  const service = await openService('notify', config, life);
  const notify = createNotify(service, { mailServer, setting });
  const { log, view } = service;
  const delivery = createDelivery(notify, compose, config.INSTANCE ?? `notify-${randomUUID().slice(0, 8)}`, life);
  const mailList = openMailList(view);
  const taskList = openTaskList(view);

  for (const projection of projections) await log.project(projection, projection.createProjector(view));
  await log.react(DURABLES.notifyOnTicketOpened, onTicketOpened(notify));
  await log.react(DURABLES.notifyOnTicketAnswered, onTicketAnswered(notify));
  await log.react(DURABLES.notifyOnCallbackDue, onCallbackDue(notify));
  await log.react(DURABLES.notifyOnTicketSettled, ...onTicketSettled(notify));
  await log.react(DURABLES.notifyOnMailQueued, onMailQueued(notify, delivery));
  await log.react(DURABLES.notifyOnMailFailed, onMailFailed(notify));
  await notify.timers.onDue(DURABLES.notifyOnTimerDue, onTimerDue(delivery));
  planMailsAnew(notify, mailList, life);
  return service.serve([...taskOperations(notify, taskList), ...mailOperations(notify, mailList)]);
}
