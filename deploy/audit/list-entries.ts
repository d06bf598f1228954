import { ANCHOR_WRITER, type AuditEntry, AuditRecord, auditSubject } from '@serviceportal/shared/contracts';
import { decodeJson } from '@serviceportal/shared/log';
import { Temporal } from '@serviceportal/shared/time';
import type { Say } from '../infrastructure/say.ts';
import type { Operator } from '../rebuild/operator.ts';
import type { ListArguments, Named } from './arguments.ts';
import { createOrdered } from './in-order.ts';
import { readMessages } from './read-messages.ts';

/** Says who did or read what, oldest first; ends with how many that were. */
export async function listEntries(wanted: ListArguments, operator: Operator, say: Say): Promise<void> {
  let found = 0;
  let unreadable = 0;
  const ordered = createOrdered(say);
  await readMessages(operator, 'audit.>', ({ subject, data }) => {
    if (subject === auditSubject(ANCHOR_WRITER)) return;
    const entries = entriesIn(data);
    if (!entries) return void unreadable++;
    for (const entry of entries.filter((each) => isWanted(each, wanted))) {
      found++;
      ordered.add(Temporal.Instant.from(entry.at).epochMilliseconds, describe(entry));
    }
  });
  ordered.end();
  say(found === 1 ? '1 entry.' : `${found} entries.`);
  if (unreadable > 0) say(`${unreadable} messages cannot be read: npm run audit verify.`);
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
