import type { ExportedEvent, RecordKind } from '@serviceportal/shared/contracts';

/** One record of a person: as it is now, and everything that happened to it. */
export interface PersonRecord {
  readonly kind: RecordKind;
  readonly id: string;
  readonly now: Record<string, unknown>;
  readonly events: Omit<ExportedEvent, 'kind' | 'id'>[];
}

const ORDER: readonly RecordKind[] = ['ticket', 'call', 'transfer', 'mail', 'task', 'report'];

/** The records that the events tell of, by kind; those of each record stay in their order. */
export function recordsOf(events: readonly ExportedEvent[]): PersonRecord[] {
  const byRecord = Map.groupBy(events, ({ kind, id }) => `${kind}\n${id}`);
  return [...byRecord.values()].map(recordOf).sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function recordOf(events: ExportedEvent[]): PersonRecord {
  const { kind, id } = events[0]!;
  const now: Record<string, unknown> = {};
  for (const { changed } of events) Object.assign(now, changed);
  const fields = Object.entries(now).filter(([name, value]) => value !== null && !name.startsWith('event.'));
  return {
    kind,
    id,
    now: Object.fromEntries(fields),
    events: events.map(({ kind: _same, id: _too, ...event }) => event),
  };
}
