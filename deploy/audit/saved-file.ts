import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ConfigError } from '@serviceportal/shared/errors';
import { systemErrorCode } from '@serviceportal/shared/system-error';
import type { AuditMessage } from './read-messages.ts';
import { LINE_BEGINS, messageIn } from './saved-message.ts';

const CHUNK = 1024 * 1024;
/** A message has at most 512 kB and each of its characters takes at most six in JSON; this holds two such lines. */
const TAIL = 8 * CHUNK;
const LINE_END = 10;

/** Where a saved file ends: how many bytes its whole lines take, and what the last of them holds. */
export interface SavedEnd {
  readonly size: number;
  readonly last?: AuditMessage;
}

/**
 * The messages of a saved file in its order; an unfinished last line, of a save that was killed, is none. `damaged` hears of
 * each line that is none of such a file, or does not follow the one before: the log has no gaps. `ConfigError` where the
 * file cannot be read.
 */
export async function* readSaved(file: string, damaged: (fault: string) => void): AsyncGenerator<AuditMessage> {
  let number = 0;
  let before: number | undefined;
  for await (const line of linesOf(file)) {
    number++;
    const message = messageIn(line);
    if (!message) {
      damaged(`line ${number} is none of a saved audit log`);
      continue;
    }
    const { sequence } = message;
    if (before !== undefined && sequence !== before + 1)
      damaged(`line ${number} is sequence ${sequence}, where ${before + 1} belongs`);
    before = sequence;
    yield message;
  }
}

/** Where the file ends; `ConfigError` where it cannot be read or is none that `npm run audit save` wrote. */
export async function endOf(file: string): Promise<SavedEnd> {
  const handle = await open(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  try {
    return await findEnd(handle, file);
  } finally {
    await handle.close();
  }
}

async function findEnd(handle: FileHandle, file: string): Promise<SavedEnd> {
  const { size } = await handle.stat();
  const start = Math.max(0, size - TAIL);
  const tail = Buffer.alloc(size - start);
  const { bytesRead } = await handle.read(tail, 0, tail.length, start).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  const whole = tail.lastIndexOf(LINE_END, bytesRead - 1) + 1;
  if (whole === 0) {
    const begun = tail.subarray(0, LINE_BEGINS.length).toString();
    if (start === 0 && LINE_BEGINS.startsWith(begun)) return { size: 0 };
    throw foreign(file);
  }
  const beginning = whole > 1 ? tail.lastIndexOf(LINE_END, whole - 2) + 1 : 0;
  const last = messageIn(tail.subarray(beginning, whole - 1).toString());
  if (!last) throw foreign(file);
  return { size: start + whole, last };
}

/** Not by node:readline: it also ends lines at characters that JSON leaves as they are. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
      const bytes = Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(LINE_END);
      rest = bytes.subarray(end + 1);
      if (end >= 0) yield* bytes.subarray(0, end).toString().split('\n');
    }
  } catch (cause) {
    throw systemErrorCode(cause) === undefined ? cause : unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): ConfigError {
  return new ConfigError(`${file} cannot be read (${systemErrorCode(cause) ?? 'no code'}).`, { cause });
}

function foreign(file: string): ConfigError {
  return new ConfigError(`${file} does not end as a file that npm run audit save wrote: name another.`);
}
