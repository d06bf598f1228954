import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { systemErrorCode } from './system-error.ts';

/**
 * Makes a secret's file once, readable by its owner alone, in a folder that is too; one that is there stays as it is.
 * The file is on disk, whole, before anything can be encrypted or signed with what it holds.
 */
export function keepOnce(file: string, make: () => string | Uint8Array): void {
  if (existsSync(file)) return;
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${randomUUID()}`;
  writeFileSync(unfinished, make(), { mode: 0o600, flush: true });
  try {
    // Unlike renaming, linking spares the file of whoever was quicker.
    linkSync(unfinished, file);
  } catch (cause) {
    if (systemErrorCode(cause) !== 'EEXIST') throw cause;
  } finally {
    rmSync(unfinished);
  }
  flushFolder(folder);
}

/** Writes a file that only its owner reads; whoever reads it meanwhile finds the old text or the new, whole. */
export function replaceFile(file: string, text: string): void {
  const folder = dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${randomUUID()}`;
  writeFileSync(unfinished, text, { mode: 0o600, flush: true });
  renameSync(unfinished, file);
  flushFolder(folder);
}

function flushFolder(folder: string): void {
  const entries = openSync(folder, 'r');
  try {
    fsyncSync(entries);
  } finally {
    closeSync(entries);
  }
}
