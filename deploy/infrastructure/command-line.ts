import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { ConfigError } from '@serviceportal/shared/errors';

const HELP = { help: { type: 'boolean', short: 'h' } } as const;

/** The options and the other words of a command like `npm run audit`; all take `--help`. `ConfigError` for anything else. */
export function readWords<Options extends ParseArgsOptionsConfig>(command: string, words: string[], options: Options) {
  try {
    return parseArgs({ args: words, options: { ...options, ...HELP }, allowPositionals: true });
  } catch (cause) {
    throw misunderstood(command, words, cause);
  }
}

export function misunderstood(command: string, words: readonly string[], cause?: unknown): ConfigError {
  return new ConfigError(`${words.join(' ') || 'Nothing'} is not understood: see ${command} -- --help.`, { cause });
}
