import { DURABLES, TicketAggregate } from '@serviceportal/shared/contracts';
import type { Served } from '@serviceportal/shared/http';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { createRetention } from '@serviceportal/shared/retention';
import { openService } from '@serviceportal/shared/service';
import type { Temporal } from '@serviceportal/shared/time';
import { openCallbackLoad } from './callback-load.ts';
import type { TicketsConfig } from './config.ts';
import { createDeadlines, restoreDeadlines } from './deadlines.ts';
import { createErasureWishes } from './erasure-wishes.ts';
import { createErasureWork } from './erasure-work.ts';
import { createErasing } from './erasing.ts';
import { callbackSlotOperation } from './http/callback-slot.ts';
import { createCitizenAccess } from './http/citizen-access.ts';
import { closurePreviewOperations } from './http/closure-preview.ts';
import { departmentCommands } from './http/department-commands.ts';
import { createDesk } from './http/desk.ts';
import { duplicatesOperation } from './http/duplicates.ts';
import { eraseTicketOperation } from './http/erase.ts';
import { liveTickets } from './http/live.ts';
import { openTicketOperation } from './http/open-ticket.ts';
import { personOperations } from './http/persons.ts';
import { statusOperations } from './http/status.ts';
import { ticketOperations } from './http/tickets.ts';
import { withdrawConsentOperations } from './http/withdraw-consent.ts';
import { workOperations } from './http/work.ts';
import type { Parts } from './parts.ts';
import { createPersonErasing } from './person-erasing.ts';
import { createPersonExport } from './person-export.ts';
import { createPersonParts } from './person-parts.ts';
import { onCallbackPlanned } from './reactions/on-callback-planned.ts';
import { onDirectoryChanged } from './reactions/on-directory-changed.ts';
import { onTicketErased } from './reactions/on-ticket-erased.ts';
import { onTimerDue } from './reactions/on-timer-due.ts';
import { onTransferRefused } from './reactions/on-transfer-refused.ts';
import { projections } from './view/projections.ts';
import { openTicketList } from './view/tickets.ts';

/** Starts tickets: Vormerkungen, their deadlines, the departments' work on them, and what citizens see of it. */
export async function startTickets(config: TicketsConfig, life: Lifecycle): Promise<Served> {
  const service = await openService('tickets', config, life);
  const { log, view } = service;
  const list = openTicketList(view);
  const parts: Parts = {
    ...service,
    tickets: log.aggregate(TicketAggregate),
    list,
    load: await openCallbackLoad(service, list, life),
    pinKey: config.PIN_KEY,
    tries: {
      byNumber: log.tryLimit('TRIES_BY_NUMBER', config.HMAC_KEY),
      byAddress: log.tryLimit('TRIES_BY_ADDRESS', config.HMAC_KEY),
    },
  };
  const timers = log.timers();
  const deadlines = createDeadlines(parts, timers);
  const erasing = createErasing(parts);
  const persons = createPersonParts(parts, erasing);
  const wishes = createErasureWishes({ timers, clock: service.clock, secret: config.HMAC_KEY });
  const erasureWork = createErasureWork(parts, { erasing, persons });
  const personErasing = createPersonErasing(parts, { persons, work: erasureWork, wishes, hmacKey: config.HMAC_KEY });
  const access = createCitizenAccess(parts);
  const desk = createDesk(parts);

  for (const projection of projections) await log.project(projection, projection.createProjector(view));
  await log.react(DURABLES.ticketsOnTransferRefused, onTransferRefused(parts));
  await log.react(DURABLES.ticketsOnCallbackPlanned, ...onCallbackPlanned(deadlines));
  await log.react(DURABLES.ticketsOnDirectoryChanged, ...onDirectoryChanged(parts, life.signal));
  await log.react(DURABLES.ticketsOnTicketErased, onTicketErased(parts, erasing));
  const eraseAged = async (daysAgo: (days: number) => Temporal.Instant) => ({
    ticket: await erasing.eraseAged(daysAgo(config.KEEP_TICKETS_DAYS)),
  });
  const retention = createRetention(service, timers, eraseAged, life);
  await timers.onDue(
    DURABLES.ticketsOnTimerDue,
    onTimerDue(parts, { deadlines, retention, wishes, personErasing }, life.signal),
  );
  restoreDeadlines(deadlines, parts, { all: config.CITY_CLOCK !== undefined, timers, life });

  const work = workOperations(parts, desk);
  const operations = [
    openTicketOperation(parts),
    ...ticketOperations(parts),
    // Before those that take any word there for a ticket's number.
    duplicatesOperation(parts),
    ...work,
    ...statusOperations(parts, desk, access),
    ...withdrawConsentOperations(parts, desk, access),
    eraseTicketOperation(erasing, desk),
    ...personOperations(parts, { exporting: createPersonExport(parts, persons), erasing: personErasing }),
    callbackSlotOperation(parts),
    ...closurePreviewOperations(parts),
  ];
  const served = await service.serve(operations, [liveTickets(parts)]);
  await log.commands(departmentCommands(work, served.invoker));
  return served;
}
