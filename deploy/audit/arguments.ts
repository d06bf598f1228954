import { ConfigError } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';
import { misunderstood, readWords } from '../infrastructure/command-line.ts';

const COMMAND = 'npm run audit';
const TEXT = { type: 'string' } as const;
const OPTIONS = {
  anchor: TEXT,
  whose: TEXT,
  who: TEXT,
  since: TEXT,
  until: TEXT,
  saved: { ...TEXT, multiple: true },
} as const;
type Given = Partial<Record<'whose' | 'who' | 'since' | 'until', string>>;

export const USAGE = `npm run audit verify [-- --anchor <number>:<hash>] [--saved <file> …]
npm run audit list -- --whose ticket:7K3Q9F2M | --who agent:anna.agent | --since 2026-11-01 [--saved <file> …]
npm run audit save <file>

verify reads the whole audit log, checks every writer's chain and the anchors over them, and says per chain how many
messages it has, from when to when, and whether it is whole, else the first place that is broken; it ends with 1 then.
Its last lines say from when to when all of it is.
--anchor holds an anchor against the one that the directory's log named: who can cut off the end of the anchors can
cut off the end of every chain with them.
list prints entries, oldest first; conditions together narrow it down. --since and --until take a day or a time.
--whose takes ticket, call, task, mail, department, … and its id, or phone and a number, email and an address.
save writes what the audit log holds into a file, and what is new where the file has some of it already; nothing else
keeps it when NATS begins anew. --saved, as often as needed, reads such files beside the log that is there now.

Settings come from the environment as for npm start: DATA_DIR (.data), PORT_BASE (8600), NATS_URL.`;

/** A kind and an id: `ticket:7K3Q9F2M`, `agent:anna.agent`. */
export interface Named {
  readonly kind: string;
  readonly id: string;
}

/** What `verify` shall find besides whole chains. */
export interface VerifyArguments {
  readonly does: 'verify';
  readonly anchor?: { readonly number: number; readonly hash: string };
  /** Files that `save` wrote, to be read as well. */
  readonly saved: readonly string[];
}

/** Which entries to list; all conditions hold together. */
export interface ListArguments {
  readonly does: 'list';
  readonly whose?: Named | undefined;
  readonly who?: Named | undefined;
  readonly since?: Temporal.Instant | undefined;
  readonly until?: Temporal.Instant | undefined;
  readonly saved: readonly string[];
}

/** Where to save what the audit log holds. */
export interface SaveArguments {
  readonly does: 'save';
  readonly file: string;
}

/** What the command line asks for; `ConfigError` for what is not understood. */
export function readAudit(words: string[]): VerifyArguments | ListArguments | SaveArguments | { does: 'help' } {
  const { values, positionals } = readWords(COMMAND, words, OPTIONS);
  if (values.help) return { does: 'help' };
  const [what, ...others] = positionals;
  if (what === 'save') return readSave(words, others, values);
  if (others.length > 0) throw misunderstood(COMMAND, words);
  const { anchor, saved = [], ...narrowing } = values;
  const narrowed = Object.keys(narrowing).length > 0;
  if (what === 'verify' && !narrowed) {
    return { does: 'verify', saved, ...(anchor !== undefined && { anchor: readAnchor(anchor) }) };
  }
  if (what !== 'list' || anchor !== undefined) throw misunderstood(COMMAND, words);
  if (!narrowed) throw new ConfigError('Say whose data, who, or since when: npm run audit list -- --since 2026-11-01');
  return { does: 'list', saved, ...readNarrowing(narrowing) };
}

function readSave(words: string[], others: string[], options: object): SaveArguments {
  const [file, ...more] = others;
  if (more.length > 0 || Object.keys(options).length > 0) throw misunderstood(COMMAND, words);
  if (!file) throw new ConfigError('Name the file to save into: npm run audit save audit-2026-11.jsonl');
  return { does: 'save', file };
}

function readNarrowing({ whose, who, since, until }: Given) {
  return {
    whose: whose === undefined ? undefined : readNamed('--whose', whose),
    who: who === undefined ? undefined : readNamed('--who', who),
    since: since === undefined ? undefined : readTime('--since', since),
    until: until === undefined ? undefined : readTime('--until', until),
  };
}

function readNamed(option: string, word: string): Named {
  const [, kind, id] = /^([a-z][a-z-]*):(.+)$/.exec(word) ?? [];
  if (kind && id) return { kind, id };
  throw new ConfigError(`${option} takes a kind and an id, like ticket:7K3Q9F2M or agent:anna.agent.`);
}

/** A day or a time behind an option; a day begins in UTC, as the times of entries and log lines are. */
export function readTime(option: string, word: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(/^\d{4}-\d\d-\d\d$/.test(word) ? `${word}T00:00:00Z` : word);
  } catch (cause) {
    throw new ConfigError(`${option} takes a day or a time, like 2026-11-23 or 2026-11-23T09:00:00+01:00.`, { cause });
  }
}

function readAnchor(word: string): { number: number; hash: string } {
  const [, number, hash] = /^([1-9]\d{0,9}):([A-Za-z0-9_-]{43})$/.exec(word) ?? [];
  if (number && hash) return { number: Number(number), hash };
  throw new ConfigError('--anchor takes number and hash as the directory logged them: --anchor 12:q0V…');
}
