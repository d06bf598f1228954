import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Program } from '../infrastructure/child.ts';
import { shortRecovery, shortWarning } from '../infrastructure/log-line.ts';
import type { Say } from '../infrastructure/say.ts';
import { followLog, putLargeLogAside, type LogTail } from './log-tail.ts';
import type { ProcessFile } from './process-file.ts';
import { SupervisedProcess } from './supervised-process.ts';

const SHOWN_AT_ONCE = 3;
const SHOWN_AGAIN_AFTER_MS = 30_000;

/** All processes of a system. Names are unique: a replica's ends in its number, as in `tickets-2`. */
export interface Supervisor {
  /** Starts a program under supervision and waits until it is ready. */
  start(program: Program): Promise<SupervisedProcess>;
  get(name: string): SupervisedProcess;
}

/** Shows each process's warnings and errors on the terminal, in short and under its name; its log file has them all. */
export function createSupervisor(say: Say, processFile: ProcessFile, life: Lifecycle): Supervisor {
  const processes = new Map<string, SupervisedProcess>();
  return {
    async start(program) {
      mkdirSync(dirname(program.logFile), { recursive: true });
      putLargeLogAside(program.logFile);
      const tail = showWarnings(program, say);
      life.onClose(`log of ${program.name}`, () => tail.stop());
      const supervised = new SupervisedProcess(program, {
        say,
        onChange(pid) {
          // The reason is in the log: show it before the line that says the process ended.
          if (pid === undefined) tail.flush();
          processFile.set(program.name, pid);
        },
      });
      processes.set(program.name, supervised);
      await supervised.start();
      return supervised;
    },
    get(name) {
      const found = processes.get(name);
      if (!found) throw new Error(`no process is called ${name}; there are ${[...processes.keys()].join(', ')}`);
      return found;
    },
  };
}

/** At most a few lines at a time and none twice: the rest is left to the log. What ends a warning is always shown. */
function showWarnings(program: Program, say: Say): LogTail {
  const log = `${basename(dirname(program.logFile))}/${basename(program.logFile)}`;
  const shown = new Set<string>();
  const back = new Set<string>();
  let forgetAt = 0;
  return followLog(program.logFile, (line) => {
    const recovery = shortRecovery(line);
    if (recovery && !back.has(recovery)) {
      back.add(recovery);
      shown.clear();
      say(`${program.name}: ${recovery}`);
    }
    const warning = shortWarning(line);
    if (!warning) return;
    if (performance.now() > forgetAt) shown.clear();
    if (shown.size === 0) forgetAt = performance.now() + SHOWN_AGAIN_AFTER_MS;
    if (shown.has(warning) || shown.size > SHOWN_AT_ONCE) return;
    shown.add(warning);
    back.clear();
    say(`${program.name}: ${shown.size > SHOWN_AT_ONCE ? `more in ${log}` : warning}`);
  });
}
