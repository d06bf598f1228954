import { randomUUID } from 'node:crypto';
import { DURABLES } from '@serviceportal/shared/contracts';
import type { Served } from '@serviceportal/shared/http';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { personCommands } from '@serviceportal/shared/person';
import { createRetention } from '@serviceportal/shared/retention';
import { openService } from '@serviceportal/shared/service';
import { createMailServer } from './adapters/smtp.ts';
import { createComposer } from './compose.ts';
import { mailDomainOf, type NotifyConfig, senderOf } from './config.ts';
import { createDelivery } from './delivery.ts';
import { createDigests, planDigestsAnew } from './digest.ts';
import { createErasing } from './erasing.ts';
import { mailOperations } from './http/mails.ts';
import { taskOperations } from './http/tasks.ts';
import { openNotify } from './notify.ts';
import { personRecords } from './person-records.ts';
import { planMailsAnew } from './reactions/mails-waiting.ts';
import { onArticlesRequested } from './reactions/on-articles-requested.ts';
import { onCallbackAttempted } from './reactions/on-callback-attempted.ts';
import { onCallbackDue } from './reactions/on-callback-due.ts';
import { onCallbackOverdue } from './reactions/on-callback-overdue.ts';
import { onCallbackPlanned } from './reactions/on-callback-planned.ts';
import { onConsentWithdrawn } from './reactions/on-consent-withdrawn.ts';
import { onDirectoryChanged } from './reactions/on-directory-changed.ts';
import { onCallErased, onMailErased, onTaskErased, onTicketErased } from './reactions/on-erased.ts';
import { onMailFailed } from './reactions/on-mail-failed.ts';
import { onMailQueued } from './reactions/on-mail-queued.ts';
import { onTicketAnswered } from './reactions/on-ticket-answered.ts';
import { onTicketOpened } from './reactions/on-ticket-opened.ts';
import { onTicketSettled } from './reactions/on-ticket-settled.ts';
import { onTicketStatus } from './reactions/on-ticket-status.ts';
import { onTimerDue } from './reactions/on-timer-due.ts';
import { projections } from './view/projections.ts';

/** Starts notify: mails to citizens and offices, and what departments have to do by hand. */
export async function startNotify(config: NotifyConfig, life: Lifecycle): Promise<Served> {
  const mailServer = createMailServer(config);
  const setting = { domain: mailDomainOf(config), isProtected: mailServer.isProtected };
  const compose = createComposer(config, senderOf(config), mailServer);
  const service = await openService('notify', config, life);
  const holdsMails = config.HOLD_MAILS === 'yes';
  const notify = openNotify(service, { mailServer, setting, holdsMails, mailsPerHour: config.MAILS_PER_HOUR }, life);
  const { log, view, logger } = service;
  if (holdsMails) logger.warn('no mail is sent as long as HOLD_MAILS is yes');
  const instance = config.INSTANCE ?? `notify-${randomUUID().slice(0, 8)}`;
  const delivery = createDelivery(notify, compose, instance, life);
  const digests = createDigests(notify);

  for (const projection of projections) {
    const projector = projection.createProjector(view);
    const isOwed = projection.name === DURABLES.notifyViewTickets.name;
    await log.project(projection, isOwed ? notify.lists.owed.watched(projector) : projector);
  }
  await log.react(DURABLES.notifyOnTicketOpened, onTicketOpened(notify));
  await log.react(DURABLES.notifyOnTicketAnswered, onTicketAnswered(notify));
  await log.react(DURABLES.notifyOnTicketStatus, ...onTicketStatus(notify));
  await log.react(DURABLES.notifyOnCallbackPlanned, onCallbackPlanned(notify));
  await log.react(DURABLES.notifyOnCallbackDue, onCallbackDue(notify));
  await log.react(DURABLES.notifyOnCallbackAttempted, onCallbackAttempted(notify));
  await log.react(DURABLES.notifyOnCallbackOverdue, onCallbackOverdue(notify));
  await log.react(DURABLES.notifyOnTicketSettled, ...onTicketSettled(notify));
  await log.react(DURABLES.notifyOnArticlesRequested, onArticlesRequested(notify));
  await log.react(DURABLES.notifyOnDirectoryChanged, ...onDirectoryChanged(notify, digests));
  await log.react(DURABLES.notifyOnMailQueued, onMailQueued(notify, delivery));
  await log.react(DURABLES.notifyOnMailFailed, onMailFailed(notify));
  const erasing = createErasing(notify);
  await log.react(DURABLES.notifyOnConsentWithdrawn, onConsentWithdrawn(notify));
  await log.react(DURABLES.notifyOnTicketErased, onTicketErased(notify, erasing));
  await log.react(DURABLES.notifyOnCallErased, onCallErased(notify, erasing));
  await log.react(DURABLES.notifyOnMailErased, onMailErased(notify));
  await log.react(DURABLES.notifyOnTaskErased, onTaskErased(notify));
  const retention = createRetention(
    service,
    notify.timers,
    async (daysAgo) => ({
      mail: await erasing.agedMails(daysAgo(config.KEEP_MAILS_DAYS)),
      task: await erasing.agedTasks(daysAgo(config.KEEP_TASKS_DAYS)),
    }),
    life,
  );
  await notify.timers.onDue(DURABLES.notifyOnTimerDue, onTimerDue(delivery, digests, retention));
  planMailsAnew(notify, life);
  planDigestsAnew(notify, digests, life);
  const operations = [...taskOperations(notify), ...mailOperations(notify)];
  const endpoints = personCommands(service, personRecords(notify, erasing));
  return service.serve(operations, [], endpoints, () => (holdsMails ? ['mails'] : []));
}
