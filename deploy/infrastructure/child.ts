import { spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { findOnPath, isExecutable } from './executable.ts';
import { lastWords } from './log-line.ts';
import { systemErrorCode } from '@serviceportal/shared/system-error';
import { theWarden } from './warden.ts';

/** What to run, where its output goes, and how to tell that it does its work. */
export interface Program {
  name: string;
  command: string;
  args: string[];
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** Both output streams are appended here. */
  logFile: string;
  /** Whether the process is ready; asked again and again until it is. */
  isReady(child: ChildHandle): Promise<boolean>;
}

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface ChildHandle {
  readonly pid: number;
  readonly ended: Promise<ChildEnd>;
  /** Where in the log file its own lines begin. */
  readonly logStart: number;
  hasEnded(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** Asks the process to end and kills it when it has not after `graceMs` (11 s). */
  stop(graceMs?: number): Promise<void>;
}

const running = new Set<number>();
const READY_EVERY_MS = 50;
/** Services end by themselves after 10 s and say so. */
const GRACE_MS = 11_000;

/**
 * Becomes the program once it is told to on its third descriptor. Killed before it could tell the warden, this process
 * would leave the program behind; so the shell waits, and ends when nobody is there any more to tell it.
 */
const ONCE_WATCHED = 'read -r go <&3 && exec "$@" 3<&-';

/** Starts a process that ends with this one, whatever happens to this one. Rejects when it cannot be executed. */
export async function startChild(program: Program): Promise<ChildHandle> {
  const command = program.command.includes('/') ? program.command : await findOnPath(program.command);
  if (!command || !(await isExecutable(command))) throw new Error(`${program.name} cannot be executed`);
  await mkdir(dirname(program.logFile), { recursive: true });
  const log = await open(program.logFile, 'a');
  try {
    const logStart = (await log.stat()).size;
    const child = spawn('/bin/sh', ['-c', ONCE_WATCHED, program.name, command, ...program.args], {
      env: { ...process.env, ...program.env },
      // A group of its own: Ctrl-C in the terminal reaches only the launcher, which ends all in its order.
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'pipe'],
    });
    const gate = child.stdio[3] as Writable;
    // A shell that is gone by now is told of by its end.
    gate.on('error', () => undefined);
    if (child.pid !== undefined) {
      theWarden().watch(child.pid);
      gate.end('go\n');
    }
    let end: ChildEnd | undefined;
    const ended = new Promise<ChildEnd>((resolve) => {
      child.once('exit', (code, signal) => {
        end = { code, signal };
        if (child.pid) {
          running.delete(child.pid);
          theWarden().forget(child.pid);
        }
        resolve(end);
      });
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) => reject(new Error(`${program.name} cannot be executed`, { cause })));
    });
    const pid = child.pid as number;
    running.add(pid);
    return handle(pid, ended, logStart, () => end !== undefined);
  } finally {
    await log.close();
  }
}

function handle(pid: number, ended: Promise<ChildEnd>, logStart: number, hasEnded: () => boolean): ChildHandle {
  const kill = (signal: NodeJS.Signals) => {
    if (!hasEnded()) killGroup(pid, signal);
  };
  return {
    pid,
    ended,
    logStart,
    hasEnded,
    kill,
    async stop(graceMs = GRACE_MS) {
      kill('SIGTERM');
      const patience = new AbortController();
      const late = pause(graceMs, undefined, { signal: patience.signal }).then(
        () => kill('SIGKILL'),
        () => undefined,
      );
      await ended;
      patience.abort();
      await late;
    },
  };
}

/** Kills every process started here that still runs, at once. */
export function killChildren(): void {
  for (const pid of running) killGroup(pid, 'SIGKILL');
}

/** Signals a process and what it started; a process that is gone already is no error. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (cause) {
    if (systemErrorCode(cause) !== 'ESRCH') throw cause;
  }
}

/** Waits until the program says it is ready; rejects with its last words when it ends first or takes too long. */
export async function untilReady(program: Program, child: ChildHandle, timeoutMs = 60_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  const fail = async (what: string) => {
    const log = await readFile(program.logFile).catch(() => Buffer.alloc(0));
    throw new NotReady(program.name, what, lastWords(log.subarray(child.logStart).toString('utf8')));
  };
  while (child.hasEnded() || !(await program.isReady(child))) {
    if (child.hasEnded()) await fail('ended before it was ready');
    if (performance.now() > deadline) await fail(`was not ready after ${timeoutMs / 1000} s`);
    await pause(READY_EVERY_MS);
  }
}

/** A process did not come up; the message ends with what it logged last. */
export class NotReady extends Error {
  override readonly name = 'NotReady';

  constructor(program: string, what: string, log: string) {
    super(`${program} ${what}${log ? `: ${log}` : ''}`);
  }
}

/** Starts the program and waits until it is ready; stops it again when it does not come up. */
export async function startProgram(program: Program): Promise<ChildHandle> {
  const child = await startChild(program);
  try {
    await untilReady(program, child);
    return child;
  } catch (cause) {
    await child.stop();
    throw cause;
  }
}
