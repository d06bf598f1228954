import { TransferAggregate, TransferRequested } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { availabilityOf } from '../domain/availability.ts';
import { absentUntil } from '../domain/presence.ts';
import { decideTransfer } from '../domain/transfer.ts';
import { transferDecided } from '../facts.ts';
import { departmentFinder } from '../find-department.ts';

/** An agent wants a department: put through, or refused with the reason. */
export function onTransferRequested(service: Service): Reaction {
  const { log, directory, clock, logger } = service;
  const { zone } = clock;
  const findDepartment = departmentFinder(service);
  const transfers = log.aggregate(TransferAggregate);
  return react(TransferRequested, async ({ data, time }, context) => {
    const { transferId, departmentId, reason, request, call } = data;
    const department = await findDepartment(departmentId);
    const now = clock.now();
    const calendar = directory.calendarOf(department);
    const presence = directory.presence(departmentId);
    const availability = {
      ...availabilityOf(department, presence, calendar, now),
      absentUntil: absentUntil(presence, now),
    };
    const requestedAt = formatTimestamp(Temporal.Instant.from(time), zone);
    const requested = { transferId, callId: call.callId, reason, requestedAt, request };
    const { state, repeated } = await transfers.begin(transferId, context, (current) =>
      decideTransfer(requested, department, availability, { now, zone }, current),
    );
    if (!repeated)
      transferDecided(logger, { department: departmentId, outcome: state.reason ?? state.outcome, transferId });
  });
}
