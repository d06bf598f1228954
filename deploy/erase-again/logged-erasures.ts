import { ErasureReason, Id, type KnownRecord, type RecordKind, Timestamp } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { z } from 'zod';
import { later, type Reach, type Reaches, reachWith } from './reach.ts';

/** What every line of a service's log says. */
const Line = z.object({ time: Timestamp, service: z.string(), msg: z.string() });

/** The lines that say that somebody was forgotten, with the field that names the record. */
const ERASED = {
  'ticket erased': { kind: 'ticket', id: 'ticketId' },
  'call erased': { kind: 'call', id: 'callId' },
  'transfer erased': { kind: 'transfer', id: 'transferId' },
  'mail erased': { kind: 'mail', id: 'mailId' },
  'task erased': { kind: 'task', id: 'taskId' },
  'report erased': { kind: 'report', id: 'sequence' },
} as const satisfies Record<string, { kind: RecordKind; id: string }>;
const WITHDRAWN = 'consent withdrawn';

/** A report is named by a number. */
const RecordId = z.union([Id, z.number().int().positive().transform(String)]);

/** What the services' logs say of people who were forgotten, or took back their consent. */
export interface LoggedErasures {
  /** What somebody asked for; each record once, a report with the time of its erasure. */
  readonly asked: readonly KnownRecord[];
  /** How many went since they had been kept long enough: they go again by themselves. */
  readonly aged: number;
  /** Tickets whose consent to e-mail was taken back, and which were not erased. */
  readonly withdrawn: readonly string[];
}

/** How much was read, and what could not be. */
export interface ReadSoFar {
  readonly lines: number;
  /** Lines that are no JSON, such as other programs write. */
  readonly skipped: number;
  /** Lines of services that are cut, and those that tell of an erasure and don't say of what. */
  readonly broken: number;
  /** Of each service whose lines were among them, from when to when. */
  readonly reaches: Reaches;
}

/** Takes the lines of log files, in any order and as often as they come. */
export interface ErasureReader {
  take(line: string): void;
  read(): ReadSoFar;
  found(): LoggedErasures;
}

/** Reads what was erased `since` then, or at all; ids, never anybody's data, since logs hold none. */
export function createErasureReader(since?: Temporal.Instant): ErasureReader {
  const asked = new Map<string, KnownRecord>();
  const aged = new Set<string>();
  const withdrawn = new Set<string>();
  const reaches = new Map<string, Reach>();
  const counts = { lines: 0, skipped: 0, broken: 0 };

  function erased({ kind, id, why, time }: { kind: RecordKind; id: string; why: ErasureReason; time: string }): void {
    const name = `${kind} ${id}`;
    if (why === 'age') return void aged.add(name);
    asked.set(name, { kind, id, ...(kind === 'report' && { before: later(asked.get(name)?.before ?? time, time) }) });
  }

  function tell(entry: z.infer<typeof Line> & Record<string, unknown>): void {
    if (entry.msg === WITHDRAWN) {
      const ticketId = Id.safeParse(entry['ticketId']);
      if (ticketId.success) withdrawn.add(ticketId.data);
      else counts.broken += 1;
      return;
    }
    if (!Object.hasOwn(ERASED, entry.msg)) return;
    const { kind, id: field } = ERASED[entry.msg as keyof typeof ERASED];
    const [id, why] = [RecordId.safeParse(entry[field]), ErasureReason.safeParse(entry['why'])];
    if (id.success && why.success) erased({ kind, id: id.data, why: why.data, time: entry.time });
    else counts.broken += 1;
  }

  return {
    take(text) {
      if (text.trim() === '') return;
      counts.lines += 1;
      const parsed = parse(text);
      if (parsed === undefined) return void (counts[OURS.test(text) ? 'broken' : 'skipped'] += 1);
      const line = Line.loose().safeParse(parsed);
      // Of another program, which writes JSON too.
      if (!line.success) return;
      const { time, service } = line.data;
      reaches.set(service, reachWith(reaches.get(service), time));
      if (!since || Temporal.Instant.compare(time, since) >= 0) tell(line.data);
    },
    read: () => ({ ...counts, reaches }),
    found: () => ({
      asked: [...asked.values()],
      aged: aged.size,
      withdrawn: [...withdrawn].filter((id) => !asked.has(`ticket ${id}`) && !aged.has(`ticket ${id}`)),
    }),
  };
}

/** A piece of a line of a service, cut by a kill, a full disk or whoever copied it: it may have told of an erasure. */
const OURS = /[{]"|"(level|service|msg)":| erased"|consent withdrawn/;

/** What stands before the line itself, such as the `tickets-1  | ` of docker compose, is not the service's. */
function parse(text: string): unknown {
  const begin = text.indexOf('{');
  try {
    return JSON.parse(begin > 0 ? text.slice(begin) : text) as unknown;
  } catch {
    return undefined;
  }
}
