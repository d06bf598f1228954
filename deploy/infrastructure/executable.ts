import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The first executable file of this name in a PATH-like list of folders. */
export async function findOnPath(name: string, path: string = process.env['PATH'] ?? ''): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

export async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface RunOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end and returns what it printed (both streams); rejects with its last lines if it fails. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const settings = { ...options, env: { ...process.env, ...options.env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(command, args, settings, (cause, stdout, stderr) => {
      const printed = stdout + stderr;
      if (!cause) return resolve(printed);
      const last = printed.trim().split('\n').slice(-3).join(' ').trim();
      reject(new Error(`${command} failed: ${last || cause.message}`, { cause }));
    });
  });
}
