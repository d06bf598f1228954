import { DURABLES, TransferAggregate } from '@serviceportal/shared/contracts';
import { type PersonRecords, readRecord, standingIn } from '@serviceportal/shared/person';
import type { Service } from '@serviceportal/shared/service';
import { byPerson, idsOf } from '@serviceportal/shared/view';
import type { EraseTransfer } from './erasing.ts';

/** A person's transfers: those that hold their number or address, and those of their calls. */
export function transferRecords({ log, view }: Service, erase: EraseTransfer): PersonRecords {
  return {
    kind: 'transfer',
    view: DURABLES.directoryViewTransfers,
    find(person) {
      const known = person.callIds.length > 0 ? [{ callId: { $in: person.callIds } }] : [];
      const either = [...byPerson('request.citizen', person), ...known];
      return either.length === 0 ? Promise.resolve([]) : idsOf(view, 'transfers', { $or: either });
    },
    read: (transferId) => readRecord(log, 'transfer', TransferAggregate, transferId),
    ...standingIn(log, TransferAggregate),
    async erase(transferId, context) {
      await erase(transferId, 'asked', context);
      return 'erased';
    },
  };
}
