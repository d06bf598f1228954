import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { ConfigError } from '@serviceportal/shared/errors';
import { systemErrorCode } from '@serviceportal/shared/system-error';
import type { Say } from '../infrastructure/say.ts';
import type { Operator } from '../rebuild/operator.ts';
import { type AuditMessage, auditStream, holdsMessage, readMessages } from './read-messages.ts';
import { endOf, type SavedEnd } from './saved-file.ts';
import { lineOf } from './saved-message.ts';

/** Written at once, in characters: a kill leaves at most one line unfinished, and memory stays small. */
const BATCH = 1024 * 1024;

/**
 * Appends to the file what the audit log has and the file has not. On disk when it resolves. `ConfigError` where the file
 * cannot be written, or belongs to a log that is no longer this server's; it is as it was then.
 */
export async function saveAudit(file: string, operator: Operator, say: Say): Promise<void> {
  // Before the file is touched.
  await auditStream(operator);
  const end: SavedEnd = existsSync(file) ? await endOf(file) : { size: 0 };
  if (end.last && !(await holdsMessage(operator, end.last))) throw ofAnother(file, end.last);
  const messages = readMessages(operator, 'audit.>', (end.last?.sequence ?? 0) + 1);
  const { count, first, last } = await append(file, end.size, messages).catch((cause: unknown) => {
    const code = systemErrorCode(cause);
    throw code?.startsWith('E') ? new ConfigError(`${file} cannot be written (${code}).`, { cause }) : cause;
  });
  const added = count === 1 ? '1 message' : `${count} messages`;
  if (first && last) say(`${added} saved, from ${first.time} to ${last.time}.`);
  else say(end.last ? `Nothing new since ${end.last.time}.` : 'The audit log holds nothing yet.');
}

/** Whatever stands behind `size` in the file goes: it is an unfinished line. */
async function append(file: string, size: number, messages: AsyncIterable<AuditMessage>) {
  let [count, first, last] = [0, undefined as AuditMessage | undefined, undefined as AuditMessage | undefined];
  let [lines, written] = ['', size];
  // Ids only, and yet nothing for everybody: readable as the keys are.
  const handle = await open(file, 'a', 0o600);
  const write = async () => {
    if ((await handle.stat()).size !== written) throw new ConfigError(`Somebody else saves into ${file} right now.`);
    await handle.appendFile(lines);
    written += Buffer.byteLength(lines);
    lines = '';
  };
  try {
    await handle.truncate(size);
    for await (const message of messages) {
      count++;
      first ??= message;
      last = message;
      lines += `${lineOf(message)}\n`;
      if (lines.length >= BATCH) await write();
    }
    await write();
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { count, first, last };
}

function ofAnother(file: string, { sequence, time }: AuditMessage): ConfigError {
  return new ConfigError(
    `${file} ends with message ${sequence} of ${time}, which the audit log of this server does not hold: it was begun anew ` +
      'since, or put back from an older copy. Keep that file and save into a new one.',
  );
}
