import { createReadStream, type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { ConfigError } from '@serviceportal/shared/errors';
import { systemErrorCode } from '@serviceportal/shared/system-error';

/** The files that are named, and those in the folders that are and in all folders below them; `ConfigError` for what is not there. */
export function logFilesOf(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap(filesAt))];
}

function filesAt(path: string): string[] {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) throw new ConfigError(`There is no file or folder ${path}: name the log files of the services.`);
  if (!entry.isDirectory()) return [path];
  return filesIn(path).sort();
}

function filesIn(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    // A link to a file is one; a link to a folder may lead back here.
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? [path] : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw new ConfigError(`${folder} cannot be read (${systemErrorCode(cause) ?? 'no code'}).`, { cause });
  }
}

/** Gives each line of a file to `take`; of one that ends in `.gz` what is packed in it. `ConfigError` where it can't be read. */
export async function readLines(file: string, take: (line: string) => void): Promise<void> {
  const bytes = createReadStream(file);
  const takeAll = (source: AsyncIterable<Buffer>) => takeLines(source, take);
  try {
    await (file.endsWith('.gz') ? pipeline(bytes, createGunzip(), takeAll) : pipeline(bytes, takeAll));
  } catch (cause) {
    throw new ConfigError(`${file} cannot be read to its end (${systemErrorCode(cause) ?? 'no code'}).`, { cause });
  }
}

async function takeLines(source: AsyncIterable<Buffer>, take: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let unfinished = '';
  for await (const chunk of source) {
    const lines = (unfinished + decoder.write(chunk)).split('\n');
    unfinished = lines.pop() ?? '';
    lines.forEach(take);
  }
  take(unfinished);
}
