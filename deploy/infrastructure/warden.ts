import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';

/** A shell of its own that outlives this process just long enough to end its children, even after `kill -9`. */
interface Warden {
  watch(pid: number): void;
  forget(pid: number): void;
}

let warden: Warden | undefined;

/** The warden of this process, started with the first child. */
export function theWarden(): Warden {
  warden ??= startWarden();
  return warden;
}

function startWarden(): Warden {
  const script = join(import.meta.dirname, 'warden.sh');
  // A group of its own, so that Ctrl-C in the terminal does not reach it.
  const shell = spawn('/bin/sh', [script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  (shell.stdin as unknown as Socket).unref();
  return {
    watch: (pid) => void shell.stdin.write(`+ ${pid}\n`),
    forget: (pid) => void shell.stdin.write(`- ${pid}\n`),
  };
}
