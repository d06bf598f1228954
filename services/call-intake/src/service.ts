import { followArticles } from '@serviceportal/shared/article-copy';
import { DURABLES } from '@serviceportal/shared/contracts';
import type { Served } from '@serviceportal/shared/http';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { personCommands } from '@serviceportal/shared/person';
import { createRetention } from '@serviceportal/shared/retention';
import { openService } from '@serviceportal/shared/service';
import { createCallLimits, restoreCallLimits } from './call-limits.ts';
import type { CallIntakeConfig } from './config.ts';
import { createErasing } from './erasing.ts';
import { articleMailOperation } from './http/article-mail.ts';
import { callerOperation } from './http/callers.ts';
import { callOperations } from './http/calls.ts';
import { handlingOperations } from './http/handling.ts';
import { callStreams } from './http/live.ts';
import { teamOperations, teamStream } from './http/team.ts';
import { transferOperations } from './http/transfer.ts';
import { personRecords } from './person-records.ts';
import { onCallAnswered } from './reactions/on-call-answered.ts';
import { onCallErased } from './reactions/on-call-erased.ts';
import { onCallHandled } from './reactions/on-call-handled.ts';
import { onCallReceived } from './reactions/on-call-received.ts';
import { onIntake } from './reactions/on-intake.ts';
import { onTicketErased } from './reactions/on-ticket-erased.ts';
import { onTicketOpened } from './reactions/on-ticket-opened.ts';
import { onTimerDue } from './reactions/on-timer-due.ts';
import { onTransferDecided } from './reactions/on-transfer-decided.ts';
import { onTransferRequested } from './reactions/on-transfer-requested.ts';
import { openRejectedReports } from './rejected-reports.ts';
import { createTakeCall } from './receive-call.ts';
import { openCallList } from './view/calls.ts';
import { projections } from './view/projections.ts';
import { openVormerkungList } from './view/vormerkungen.ts';

/** Starts call-intake: calls, what agents do with them, what came of each transfer, and the team that takes them. */
export async function startCallIntake(config: CallIntakeConfig, life: Lifecycle): Promise<Served> {
  const service = await openService('call-intake', config, life);
  const { log, view, directory } = service;
  const takeCall = createTakeCall(service);
  const list = openCallList(view);
  const articles = followArticles(log);
  const timers = log.timers();
  const limits = { ringing: config.RINGING_LIMIT_MINUTES, talk: config.TALK_LIMIT_MINUTES };
  const callLimits = createCallLimits(service, { timers, limits, list });

  // Before the first report from the bus is read, which is before HTTP is served.
  await directory.loaded;
  for (const projection of projections) await log.project(projection, projection.createProjector(view));
  await log.react(DURABLES.callIntakeOnTransferDecided, ...onTransferDecided(service));
  await log.react(DURABLES.callIntakeOnTicketOpened, onTicketOpened(service));
  await log.react(DURABLES.callIntakeOnCallReceived, onCallReceived(service, callLimits));
  await log.react(DURABLES.callIntakeOnCallAnswered, onCallAnswered(service));
  await log.react(DURABLES.callIntakeOnTransferRequested, onTransferRequested(service));
  await log.react(DURABLES.callIntakeOnCallHandled, ...onCallHandled(service));
  const erasing = createErasing(service);
  const reports = openRejectedReports(service);
  await log.react(DURABLES.callIntakeOnCallErased, onCallErased(service));
  await log.react(DURABLES.callIntakeOnTicketErased, onTicketErased(erasing));
  const retention = createRetention(
    service,
    timers,
    async (daysAgo) => ({
      call: await erasing.eraseAged(daysAgo(config.KEEP_CALLS_DAYS)),
      report: await reports.eraseAged(daysAgo(config.KEEP_REPORTS_DAYS)),
    }),
    life,
  );
  await timers.onDue(DURABLES.callIntakeOnTimerDue, onTimerDue(service, callLimits, retention, life.signal));
  restoreCallLimits(callLimits, service, { all: config.CITY_CLOCK !== undefined, timers, life });
  await log.receive(DURABLES.callIntakeOnIntake, onIntake(service, takeCall, config.HMAC_KEY));
  return service.serve(
    [
      ...callOperations(service, takeCall, list),
      ...handlingOperations(service, articles),
      ...transferOperations(service, config.PIN_KEY),
      articleMailOperation(service, articles),
      callerOperation(list, openVormerkungList(view)),
      ...teamOperations(service),
    ],
    [...callStreams(service), teamStream(service)],
    personCommands(service, personRecords(service, erasing, reports)),
  );
}
