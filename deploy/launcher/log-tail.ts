import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const LOOK_EVERY_MS = 250;
const LARGEST_LOG = 20 * 1024 * 1024;

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

/** Puts a log that has grown large aside as `<file>.1`; to be called while nobody writes it. */
export function putLargeLogAside(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG) renameSync(file, `${file}.1`);
}
