import { CallAggregate, DURABLES } from '@serviceportal/shared/contracts';
import { type PersonRecords, readRecord, standingIn } from '@serviceportal/shared/person';
import type { Service } from '@serviceportal/shared/service';
import { begunBy, byPerson, idsOf } from '@serviceportal/shared/view';
import type { Erasing } from './erasing.ts';
import type { RejectedReports } from './rejected-reports.ts';

/**
 * What this service keeps of people: calls from their number, calls in which they gave number or address, and reports that
 * could not be read.
 */
export function personRecords(service: Service, erasing: Erasing, reports: RejectedReports): PersonRecords[] {
  return [callRecords(service, erasing), reportRecords(reports)];
}

function callRecords({ log, view }: Service, erasing: Erasing): PersonRecords {
  return {
    kind: 'call',
    view: DURABLES.callIntakeView,
    async find(person) {
      const mailed = await callsThatMailed(person.email);
      const either = [
        ...byPerson('citizen', person),
        ...byPerson('transfers.request.citizen', person),
        ...(mailed.length > 0 ? [{ _id: { $in: mailed as never[] }, ...begunBy(person.until) }] : []),
        ...(person.callIds.length > 0 ? [{ _id: { $in: person.callIds as never[] } }] : []),
      ];
      return either.length > 0 ? idsOf(view, 'calls', { $or: either }) : [];
    },
    read: (callId) => readRecord(log, 'call', CallAggregate, callId),
    ...standingIn(log, CallAggregate),
    async erase(callId, context) {
      const outcome = await erasing.erase(callId, context);
      return outcome === 'running' ? 'running' : 'erased';
    },
  };

  /** The address that articles went to stands on the event alone. */
  async function callsThatMailed(email: string | undefined): Promise<string[]> {
    const [wanted] = byPerson('envelope.data.citizen', { email });
    if (!wanted) return [];
    return view.ask(async () => {
      const events = view.connection.collection<{ aggregateId: string }>('events');
      const found = await events.find({ type: 'ArticlesRequested', ...wanted } as object).toArray();
      return found.map(({ aggregateId }) => aggregateId);
    });
  }
}

function reportRecords(reports: RejectedReports): PersonRecords {
  return {
    kind: 'report',
    find: (person) => reports.find(person),
    has: ({ id, before }) => reports.has(id, before),
    read: (sequence) => reports.read(sequence),
    // Of a report nothing is left.
    isErased: () => Promise.resolve(false),
    async erase(sequence) {
      await reports.erase(sequence, 'asked');
      return 'erased';
    },
  };
}
