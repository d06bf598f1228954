import type { AggregateContract, ExportedEvent, RecordKind } from './contracts/index.ts';
import type { Log, StoredMessage } from './log/index.ts';

/** An aggregate's history for its person: at each event the fields that changed, without our own bookkeeping. */
export async function readRecord(
  log: Log,
  kind: RecordKind,
  contract: AggregateContract,
  id: string,
): Promise<ExportedEvent[]> {
  const stored = await log.history(contract.stream, contract.filter(id));
  const before: Record<string, unknown> = {};
  return stored.map((message) => exported(message, { kind, id, name: contract.name }, before));
}

function exported(
  { envelope }: StoredMessage,
  { kind, id, name }: { kind: RecordKind; id: string; name: string },
  before: Record<string, unknown>,
): ExportedEvent {
  const { [name]: state, handled: _ours, ...extra } = envelope.data;
  const now = { ...(state as Record<string, unknown>), ...prefixed(extra) };
  const changed: Record<string, unknown> = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (JSON.stringify(before[field]) !== JSON.stringify(now[field])) changed[field] = now[field] ?? null;
  }
  for (const field of Object.keys(before)) delete before[field];
  Object.assign(before, state);
  const by = `${envelope.authtype}:${envelope.authid}`;
  return { kind, id, type: envelope.type, at: envelope.time, by, changed };
}

/** What an event says besides the record: under names that cannot be a field's. */
function prefixed(extra: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extra).map(([field, value]) => [`event.${field}`, value]));
}
