import { basename } from 'node:path';
import type { Operator } from '../rebuild/operator.ts';
import { bySequence, mergeMessages } from './merge-messages.ts';
import { type AuditMessage, holdsMessage, isSame, readMessages } from './read-messages.ts';
import { endOf, readSaved } from './saved-file.ts';

/** One life of the stream, from where it began to where it was lost, as the sources together hold it. */
export interface AuditLog {
  /** `Of the audit log of this server, with audit-2026-11.jsonl` */
  readonly title: string;
  /**
   * Its messages under `filter`, each once, in order. `damaged` hears where a saved file is not what was written, or two
   * sources hold another message at the same place; the first source's is given then.
   */
  read(filter: string, damaged: (fault: string) => void): AsyncIterable<AuditMessage>;
}

interface Source {
  readonly name: string;
  holds(message: AuditMessage): Promise<boolean>;
  read(filter: string, damaged: (fault: string) => void): AsyncIterable<AuditMessage>;
}

/**
 * The logs before that only files still hold, oldest first, and the one that is on the server. A file belongs to a log that
 * holds its last message. `ConfigError` for a file that cannot be read or is none, `Unavailable` without a log.
 */
export async function openAuditLogs(operator: Operator, files: readonly string[]): Promise<AuditLog[]> {
  const current = [streamOf(operator)];
  const logs = [current];
  const ends = await Promise.all(files.map(async (file) => ({ file, last: (await endOf(file)).last })));
  // The newest first: where several are of one log, the others are in it.
  ends.sort((one, other) => (other.last?.time ?? '').localeCompare(one.last?.time ?? ''));
  for (const { file, last } of ends) {
    const same = last && (await firstThatHolds(logs, last));
    if (same) same.push(fileOf(file));
    else logs.push([fileOf(file)]);
  }
  return logs.reverse().map((sources) => ({ title: titleOf(sources, sources === current), read: merged(sources) }));
}

async function firstThatHolds(logs: readonly Source[][], message: AuditMessage): Promise<Source[] | undefined> {
  for (const log of logs) if (await log[0]!.holds(message)) return log;
  return undefined;
}

function titleOf(sources: readonly Source[], isCurrent: boolean): string {
  const [first, ...others] = sources.map(({ name }) => name);
  const log = isCurrent ? first! : `an audit log that is no longer on this server, from ${first}`;
  return ['Of', log, ...(others.length > 0 ? ['with', others.join(', ')] : [])].join(' ');
}

function streamOf(operator: Operator): Source {
  return {
    name: 'the audit log of this server',
    holds: (message) => holdsMessage(operator, message),
    read: (filter) => readMessages(operator, filter),
  };
}

function fileOf(file: string): Source {
  return {
    name: basename(file),
    async holds(wanted) {
      for await (const message of readSaved(file, () => undefined)) if (isSame(message, wanted)) return true;
      return false;
    },
    read: (filter, damaged) =>
      matching(
        filter,
        readSaved(file, (fault) => damaged(`${basename(file)}: ${fault}`)),
      ),
  };
}

/** As the server would by a subject, or `…>` for all under it. */
async function* matching(filter: string, messages: AsyncIterable<AuditMessage>): AsyncGenerator<AuditMessage> {
  const under = filter.endsWith('>') ? filter.slice(0, -1) : undefined;
  for await (const message of messages) {
    if (under === undefined ? message.subject === filter : message.subject.startsWith(under)) yield message;
  }
}

function merged(sources: readonly Source[]): AuditLog['read'] {
  const names = sources.map(({ name }) => name).join(' and ');
  return async function* (filter, damaged) {
    const all = sources.map((source) => source.read(filter, damaged));
    for await (const [message, ...others] of mergeMessages(all, bySequence)) {
      const areSame = others.every((other) => isSame(message, other));
      if (!areSame) damaged(`sequence ${message.sequence} is not the same in ${names}`);
      yield message;
    }
  };
}
