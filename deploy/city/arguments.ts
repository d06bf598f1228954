import { join, resolve } from 'node:path';
import { ConfigError } from '@serviceportal/shared/errors';
import { readWords } from '../infrastructure/command-line.ts';

export const USAGE = `npm run city export <folder>
npm run city import <folder> -- [--dry-run] [--replan]

Brings the departments, hours, closures and articles of a running system into the files of a city folder, or the files
into a running system. A folder is named as for CITY: one of deploy/cities, like krefeld, or a path with a / in it.

  --dry-run  only prints what an import would change
  --replan   callbacks that no longer lie in a department's hours are moved; look at the closure preview first

Export keeps what the files say, not their comments. Import changes only what differs and removes nothing; what
somebody changed meanwhile is named and left alone.

Settings come from the environment as for npm start: PORT_BASE (8600); DIRECTORY_URL and KNOWLEDGE_URL for others.`;

/** What is to be done; `folder` is a path. */
export type CityCommand = { task: 'help' } | { task: 'export'; folder: string } | ImportCommand;
export interface ImportCommand {
  readonly task: 'import';
  readonly folder: string;
  readonly dryRun: boolean;
  readonly replan: boolean;
}

const CITIES = join(import.meta.dirname, '..', 'cities');

/** The command line; `ConfigError` for anything else. */
export function readCommand(words: string[]): CityCommand {
  const { values, positionals } = readWords('npm run city', words, {
    'dry-run': { type: 'boolean' },
    replan: { type: 'boolean' },
  });
  if (values.help) return { task: 'help' };
  const [task, named, ...rest] = positionals;
  if ((task !== 'export' && task !== 'import') || !named || rest.length > 0) {
    throw new ConfigError('say npm run city export <folder>, or npm run city import <folder>.');
  }
  const folder = /[/\\]/.test(named) ? resolve(named) : join(CITIES, named);
  const { 'dry-run': dryRun = false, replan = false } = values;
  if (task === 'import') return { task, folder, dryRun, replan };
  if (dryRun || replan) throw new ConfigError('--dry-run and --replan go with import only.');
  return { task, folder };
}
