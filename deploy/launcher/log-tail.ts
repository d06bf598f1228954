import { closeSync, fstatSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { Temporal } from '@serviceportal/shared/time';

const LOOK_EVERY_MS = 250;
const LARGEST_LOG = 20 * 1024 * 1024;
/** After a restore the logs tell who was forgotten since: as long as backups are kept, and a day. */
const KEPT_MS = 31 * 24 * 60 * 60 * 1000;

export interface LogTail {
  /** Reads what has been written up to now. */
  flush(): void;
  stop(): void;
}

/** Calls `onLine` with every line written to the file from now on. The file is written by another process. */
export function followLog(file: string, onLine: (line: string) => void): LogTail {
  const fd = openSync(file, 'a+');
  const decoder = new StringDecoder('utf8');
  const bytes = Buffer.alloc(64 * 1024);
  let position = fstatSync(fd).size;
  let unfinished = '';
  const flush = () => {
    for (let read = -1; read !== 0; position += read) {
      read = readSync(fd, bytes, 0, bytes.length, position);
      const lines = (unfinished + decoder.write(bytes.subarray(0, read))).split('\n');
      unfinished = lines.pop() ?? '';
      lines.forEach(onLine);
    }
  };
  const timer = setInterval(flush, LOOK_EVERY_MS).unref();
  return {
    flush,
    stop() {
      clearInterval(timer);
      flush();
      closeSync(fd);
    },
  };
}

/**
 * Puts a log that has grown large aside as `<file>.2026-11-23T090000Z`, and throws away what was put aside and is older
 * than backups are kept; to be called while nobody writes it. `now` in real time.
 */
export function putLargeLogAside(file: string, now = Temporal.Now.instant()): void {
  for (const old of putAside(file)) {
    if (statSync(old).mtimeMs < now.epochMilliseconds - KEPT_MS) rmSync(old);
  }
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG) renameSync(file, `${file}.${now.toString({ smallestUnit: 'second' }).replaceAll(':', '')}`);
}

function putAside(file: string): string[] {
  const start = `${basename(file)}.`;
  const names = readdirSync(dirname(file)).filter((name) => name.startsWith(start));
  const ours = names.filter((name) => /^\d{4}-\d\d-\d\dT\d{6}Z$/.test(name.slice(start.length)));
  return ours.map((name) => join(dirname(file), name));
}
