import { setTimeout as pause } from 'node:timers/promises';
import { startChild, untilReady, type ChildEnd, type ChildHandle, type Program } from '../infrastructure/child.ts';
import type { Say } from '../infrastructure/say.ts';
import { crashesInARow, restartPause } from './backoff.ts';

export interface Watcher {
  say: Say;
  /** Called with the pid of each new process, and without one when it has ended. */
  onChange(pid: number | undefined): void;
}

/** A program that is started again whenever its process ends, after a pause that grows with each crash. */
export class SupervisedProcess {
  readonly name: string;
  readonly #program: Program;
  readonly #watcher: Watcher;
  #child: ChildHandle | undefined;
  /** The process that was told to end: it may still look ready for a moment. */
  #doomed: ChildHandle | undefined;
  #launching: Promise<void> = Promise.resolve();
  #wanted = false;
  #crashes = 0;
  #restarts = 0;
  #patience = new AbortController();

  constructor(program: Program, watcher: Watcher) {
    this.name = program.name;
    this.#program = program;
    this.#watcher = watcher;
  }

  /** Undefined while no process runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** How often it was started again after its process ended by itself. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Starts it the first time and waits until it is ready; a process that ends before is not started again. */
  async start(): Promise<void> {
    await this.#launch(false);
    const child = this.#child;
    if (!child) return;
    await untilReady(this.#program, child);
    this.#wanted = !this.#patience.signal.aborted;
    // It may have ended between being ready and being wanted.
    if (this.#wanted && this.#child !== child) this.#afterEnd(await child.ended, 0);
  }

  /** Resolves when a process runs and is ready; after `kill`, when a new one is. */
  async ready(): Promise<void> {
    for (;;) {
      const child = this.#child;
      if (child && child !== this.#doomed && !child.hasEnded() && (await this.#program.isReady(child))) return;
      await pause(50);
    }
  }

  /** Sends a signal; when the process ends of it, a new one is started. */
  kill(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.#doomed = this.#child;
    this.#child?.kill(signal);
  }

  /** Ends the process and keeps it down until `release`. */
  async hold(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    await this.#unwant();
    this.kill(signal);
    await this.#child?.ended;
  }

  /** Starts what was held and waits until it is ready. */
  async release(): Promise<void> {
    this.#patience = new AbortController();
    this.#crashes = 0;
    await this.start();
  }

  /** Asks the process to end, kills it after 11 s, and starts no other. */
  async stop(): Promise<void> {
    await this.#unwant();
    await this.#child?.stop();
  }

  async #unwant(): Promise<void> {
    this.#wanted = false;
    this.#patience.abort();
    // One that could not be executed is down as wanted.
    await this.#launching.catch(() => undefined);
  }

  #launch(again: boolean): Promise<void> {
    this.#launching = (async () => {
      if (this.#patience.signal.aborted) return;
      const startedAt = performance.now();
      const child = await startChild(this.#program);
      if (again) this.#restarts++;
      this.#child = child;
      this.#watcher.onChange(child.pid);
      void child.ended.then((end) => {
        this.#child = undefined;
        this.#watcher.onChange(undefined);
        if (this.#wanted) this.#afterEnd(end, performance.now() - startedAt);
      });
    })();
    return this.#launching;
  }

  #afterEnd(end: ChildEnd, ranForMs: number): void {
    this.#crashes = crashesInARow(this.#crashes, ranForMs);
    const pauseMs = restartPause(this.#crashes);
    this.#watcher.say(`${this.name} ended (${reasonOf(end)}) and is started again in ${pauseMs / 1000} s.`);
    void this.#launchAfter(pauseMs);
  }

  async #sayWhenBack(child: ChildHandle | undefined): Promise<void> {
    if (!child) return;
    await untilReady(this.#program, child).then(
      () => this.#wanted && this.#watcher.say(`${this.name} is ready again.`),
      // Its end is told by itself.
      () => undefined,
    );
  }

  async #launchAfter(pauseMs: number): Promise<void> {
    try {
      await pause(pauseMs, undefined, { signal: this.#patience.signal });
      await this.#launch(true);
      void this.#sayWhenBack(this.#child);
    } catch {
      // Told to stop while waiting, or the program cannot be executed any more.
      if (this.#wanted) this.#afterEnd({ code: null, signal: null }, 0);
    }
  }
}

function reasonOf({ code, signal }: ChildEnd): string {
  if (signal) return signal;
  return code === null ? 'could not be executed' : `exit code ${code}`;
}
