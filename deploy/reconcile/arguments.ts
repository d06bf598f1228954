import { type ServiceName, SERVICES, STREAMS, type StreamName } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { readWords } from '../infrastructure/command-line.ts';
import { isCopied } from '../nats/streams.ts';
import type { Again } from './again.ts';

export const USAGE = `npm run reconcile [-- <service> … --repair]
npm run reconcile -- --remake all | <STREAM> …
npm run reconcile -- --dead
npm run reconcile -- --again <durable>:<sequence>

Compares the log with the views in MongoDB, event by event and document by document, and says where they differ; ends
with 1 if they do. --repair projects what a view lacks. --remake makes streams that the NATS server has lost again from
the database, all of them or those named; they are closed until each of them is whole. --dead lists the messages that were
given up, --again lets a durable read its stream again from a sequence on. The system goes on meanwhile. Interrupted, it is
simply run again.

Services: ${SERVICES.join(', ')}; all of them where none is named.
Settings come from the environment as for npm start: DATA_DIR (.data), PORT_BASE (8600), CITY, NATS_URL, MONGODB_URL.`;

export interface ReconcileArguments {
  readonly services: readonly ServiceName[];
  readonly repair: boolean;
  readonly remake?: readonly StreamName[] | 'all';
  readonly dead: boolean;
  readonly again?: Again;
  readonly help: boolean;
}

/** What the command line asks for; `ConfigError` for what is not understood. */
export function readReconcile(words: string[]): ReconcileArguments {
  const { values, positionals } = readWords('npm run reconcile', words, {
    repair: { type: 'boolean' },
    remake: { type: 'string' },
    dead: { type: 'boolean' },
    again: { type: 'string' },
  });
  const { repair = false, dead = false, help = false } = values;
  if (values.remake !== undefined) {
    if (repair || dead || values.again !== undefined) {
      throw new ConfigError('--remake takes streams and nothing else: npm run reconcile -- --remake all');
    }
    return { services: [], repair, dead, remake: readStreams([values.remake, ...positionals]), help };
  }
  const services = positionals.map(readService);
  if (values.again !== undefined) return { services: [], repair, dead, again: readAgain(values.again), help };
  return { services: services.length > 0 ? [...new Set(services)] : SERVICES, repair, dead, help };
}

function readService(word: string): ServiceName {
  const service = SERVICES.find((known) => known === word);
  if (!service) throw new ConfigError(`There is no service ${word}: name one of ${SERVICES.join(', ')}.`);
  return service;
}

function readStreams(words: readonly string[]): readonly StreamName[] | 'all' {
  return words.length === 1 && words[0] === 'all' ? 'all' : [...new Set(words.map(readStream))];
}

/** Only what a view keeps the events of can be made again from it. */
function readStream(word: string): StreamName {
  const kept = STREAMS.filter(isCopied).map(({ name }) => name);
  const stream = kept.find((name) => name === word);
  if (!stream) throw new ConfigError(`The database has no copy of ${word}: name one of ${kept.join(', ')}, or all.`);
  return stream;
}

function readAgain(word: string): Again {
  const [, durable, sequence] = /^([a-z0-9-]+):([1-9]\d{0,14})$/.exec(word) ?? [];
  if (durable && sequence) return { durable, sequence: Number(sequence) };
  throw new ConfigError('--again takes a durable and a sequence, like tickets-on-callback-planned:1234.');
}
