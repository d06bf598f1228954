import { ANCHOR_WRITER, type AuditEntry, AuditRecord, auditSubject } from '@serviceportal/shared/contracts';
import { decodeJson } from '@serviceportal/shared/log';
import { Temporal } from '@serviceportal/shared/time';
import type { Say } from '../infrastructure/say.ts';
import type { Operator } from '../rebuild/operator.ts';
import type { ListArguments, Named } from './arguments.ts';
import { createOrdered } from './in-order.ts';
import { byTime, mergeMessages } from './merge-messages.ts';
import { type AuditMessage, isSame, readMessages } from './read-messages.ts';
import { readSaved } from './saved-file.ts';

/** Says who did or read what, oldest first, each once from wherever it is kept; ends with how many that were. */
export async function listEntries(wanted: ListArguments, operator: Operator, say: Say): Promise<void> {
  let found = 0;
  let unreadable = 0;
  const ordered = createOrdered(say);
  const saved = wanted.saved.map((file) => readSaved(file, () => unreadable++));
  for await (const { subject, data } of each([...saved, readMessages(operator, 'audit.>')])) {
    if (subject === auditSubject(ANCHOR_WRITER)) continue;
    const entries = entriesIn(data);
    if (!entries) {
      unreadable++;
      continue;
    }
    for (const entry of entries.filter((one) => isWanted(one, wanted))) {
      found++;
      ordered.add(Temporal.Instant.from(entry.at).epochMilliseconds, describe(entry));
    }
  }
  ordered.end();
  say(found === 1 ? '1 entry.' : `${found} entries.`);
  const some = unreadable === 1 ? '1 message is' : `${unreadable} messages are`;
  if (unreadable > 0) say(`${some} missing or cannot be read: npm run audit verify.`);
}

async function* each(sources: readonly AsyncIterable<AuditMessage>[]): AsyncGenerator<AuditMessage> {
  for await (const messages of mergeMessages(sources, byTime)) {
    yield* messages.filter((message, index) => messages.findIndex((other) => isSame(message, other)) === index);
  }
}

function entriesIn(data: Uint8Array): readonly AuditEntry[] | undefined {
  try {
    return AuditRecord.parse(decodeJson(data)).entries;
  } catch {
    return undefined;
  }
}

function isWanted({ actor, of, at }: AuditEntry, { whose, who, since, until }: ListArguments): boolean {
  const time = Temporal.Instant.from(at);
  return (
    (!whose || of.some(({ kind, id }) => kind === whose.kind && id === whose.id)) &&
    (!who || (actor.type === who.kind && actor.id === who.id)) &&
    (!since || Temporal.Instant.compare(time, since) >= 0) &&
    (!until || Temporal.Instant.compare(time, until) < 0)
  );
}

/** `2026-11-23T09:00:00.123Z  agent:anna.agent  tickets.show-ticket  ticket:7K3Q9F2M  because complaint` */
function describe({ at, cityAt, actor, action, of, why }: AuditEntry): string {
  const time = cityAt === undefined ? at : `${at} (in the city ${cityAt})`;
  const subjects = of.map(named).join(' ') || '-';
  return [time, named({ kind: actor.type, id: actor.id }), action, subjects, ...(why ? [`because ${why}`] : [])].join(
    '  ',
  );
}

function named({ kind, id }: Named): string {
  return `${kind}:${id}`;
}
