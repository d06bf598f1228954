import { type AccountKind, Id, Slug } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { readWords } from '../infrastructure/command-line.ts';
import type { GuestName } from '../nats/registry.ts';

const USAGE = {
  department: `npm run department add <id> -- [--consumer <name>] [--keep]
npm run department rotate <id> -- [--consumer <name>] [--keep]
npm run department remove <id> -- [--consumer <name>]
npm run department list

Lets an onboarded department of the directory sign in to NATS and read its tickets, on a running system and without a
restart. --consumer makes one more program of that department, with a key and a place in the stream of its own, so that
two programs don't take each other's tickets.`,
  frontend: `npm run frontend add <id> -- [--keep]
npm run frontend rotate <id> -- [--keep]
npm run frontend remove <id>
npm run frontend list

Lets a frontend or telephone system sign in to NATS and report calls under its own name, on a running system and without
a restart.`,
};

const SETTINGS = `add shows the key once; --keep also keeps it under DATA_DIR/nats/keys. rotate gives a new key, the old one ends at
once. remove cuts the connection and forgets the place in the stream.

Settings come from the environment as for npm start: DATA_DIR (.data), PORT_BASE (8600); NATS_URL, NATS_TLS_CA_FILE.`;

export type AccountCommand =
  | { readonly task: 'help'; readonly usage: string }
  | { readonly task: 'list' }
  | { readonly task: 'remove'; readonly name: GuestName }
  | { readonly task: 'add' | 'rotate'; readonly name: GuestName; readonly keep: boolean };

/** Flags that npm took for its own since they didn't stand behind `--`: it hands them on in the environment. */
export interface TakenByNpm {
  readonly npm_config_consumer?: string | undefined;
  readonly npm_config_keep?: string | undefined;
}

/** The command line; `ConfigError` for anything else. */
export function readAccountCommand(kind: AccountKind, words: string[], taken: TakenByNpm = {}): AccountCommand {
  const { values, positionals } = readWords(`npm run ${kind}`, words, {
    consumer: { type: 'string' },
    keep: { type: 'boolean' },
  });
  if (values.help) return { task: 'help', usage: `${USAGE[kind]}\n\n${SETTINGS}` };
  const { keep = taken.npm_config_keep === 'true' } = values;
  const [task, id, ...others] = positionals;
  const { consumer = values.consumer, rest } = consumerFrom(taken, others);
  if (task === 'list' && id === undefined) return { task };
  if ((task !== 'add' && task !== 'rotate' && task !== 'remove') || id === undefined || rest.length > 0) {
    throw new ConfigError(`say npm run ${kind} add <id>, rotate <id>, remove <id> or list; --help says more.`);
  }
  const name = nameOf(kind, id, consumer);
  if (task !== 'remove') return { task, name, keep };
  if (keep) throw new ConfigError('--keep goes with add and rotate only.');
  return { task, name };
}

/** npm makes of `--consumer archiv` a flag that is merely set, and a word behind the id. */
function consumerFrom(
  { npm_config_consumer: taken }: TakenByNpm,
  others: string[],
): { consumer?: string | undefined; rest: string[] } {
  return taken === 'true' ? { consumer: others[0], rest: others.slice(1) } : { consumer: taken, rest: others };
}

function nameOf(kind: AccountKind, id: string, consumer: string | undefined): GuestName {
  const form = kind === 'department' ? Slug : Id;
  if (!form.safeParse(id).success) throw new ConfigError(`a ${kind}'s id has ${form.description}.`);
  if (consumer === undefined) return { kind, id };
  if (kind === 'frontend') throw new ConfigError('--consumer is for departments: a frontend has no consumer.');
  if (!Slug.safeParse(consumer).success) throw new ConfigError(`a consumer's name has ${Slug.description}.`);
  return { kind, id, consumer };
}
