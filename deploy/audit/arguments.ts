import { parseArgs } from 'node:util';
import { ConfigError } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';

export const USAGE = `npm run audit verify [-- --anchor <number>:<hash>]
npm run audit list -- --whose ticket:7K3Q9F2M | --who agent:anna.agent | --since 2026-11-01

verify reads the whole audit log, checks every writer's chain and the anchors over them, and says per chain how many
messages it has, from when to when, and whether it is whole, else the first place that is broken; it ends with 1 then.
--anchor holds an anchor against the one that the directory's log named: who can cut off the end of the anchors can
cut off the end of every chain with them.
list prints entries, oldest first; conditions together narrow it down. --since and --until take a day or a time.
--whose takes ticket, call, task, mail, department, … and its id, or phone and a number, email and an address.

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
}

/** Which entries to list; all conditions hold together. */
export interface ListArguments {
  readonly does: 'list';
  readonly whose?: Named | undefined;
  readonly who?: Named | undefined;
  readonly since?: Temporal.Instant | undefined;
  readonly until?: Temporal.Instant | undefined;
}

/** What the command line asks for; `ConfigError` for what is not understood. */
export function readAudit(words: string[]): VerifyArguments | ListArguments | { does: 'help' } {
  const { values, positionals } = parse(words);
  const { help, anchor, whose, who, since, until } = values;
  if (help) return { does: 'help' };
  const [what, ...others] = positionals;
  const narrowed = [whose, who, since, until].some((value) => value !== undefined);
  if (what === 'verify' && others.length === 0 && !narrowed) {
    return { does: 'verify', ...(anchor !== undefined && { anchor: readAnchor(anchor) }) };
  }
  if (what !== 'list' || others.length > 0 || anchor !== undefined) throw misunderstood(words);
  if (!narrowed) throw new ConfigError('Say whose data, who, or since when: npm run audit list -- --since 2026-11-01');
  return {
    does: 'list',
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

function misunderstood(words: string[], cause?: unknown): ConfigError {
  return new ConfigError(`${words.join(' ') || 'Nothing'} is not understood: see npm run audit -- --help.`, { cause });
}

function parse(words: string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: words,
      options: {
        help: { type: 'boolean', short: 'h' },
        anchor: text,
        whose: text,
        who: text,
        since: text,
        until: text,
      },
      allowPositionals: true,
    });
  } catch (cause) {
    throw misunderstood(words, cause);
  }
}
