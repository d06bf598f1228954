import type { ErasedPart, PersonQuery, RecordKind, ServiceName } from '@serviceportal/shared/contracts';

/** A record by its kind and id. */
export type NamedRecord = ErasedPart['found'][number];

/** Who keeps records of that kind. */
const KEEPERS: Readonly<Record<RecordKind, ServiceName>> = {
  call: 'call-intake',
  report: 'call-intake',
  transfer: 'directory',
  ticket: 'tickets',
  mail: 'notify',
  task: 'notify',
};

/** Of the records that were named by their ids, those that are nowhere; what did not answer may have its own. */
export function unknownOf(
  { ticketIds = [], callIds = [], records = [] }: Partial<PersonQuery>,
  { found, pending }: { readonly found: readonly NamedRecord[]; readonly pending: readonly ServiceName[] },
): NamedRecord[] {
  const named: NamedRecord[] = [
    ...ticketIds.map((id) => ({ kind: 'ticket' as const, id })),
    ...callIds.map((id) => ({ kind: 'call' as const, id })),
    ...records.map(({ kind, id }) => ({ kind, id })),
  ];
  const isThere = ({ kind, id }: NamedRecord) => found.some((each) => each.kind === kind && each.id === id);
  return named.filter((each) => !pending.includes(KEEPERS[each.kind]) && !isThere(each));
}
