import { cp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestSystem } from './system.ts';

/** What operations back up of the data; log files are kept elsewhere, and mailboxes are the citizens' own. */
const PARTS = ['nats', 'database'];

/** A copy of a system's log and database, beside its data folder; it goes with the system. */
export interface Backup {
  /** Takes the copy; the system has to stand still. */
  take(): Promise<void>;
  /** Puts it in the place of what is there; the system has to stand still. */
  putBack(): Promise<void>;
}

export function backupOf({ dataDir }: Pick<TestSystem, 'dataDir'>): Backup {
  const kept = join(dirname(dataDir), 'backup');
  return {
    async take() {
      for (const part of PARTS) await cp(join(dataDir, part), join(kept, part), { recursive: true });
    },
    async putBack() {
      for (const part of PARTS) {
        await rm(join(dataDir, part), { recursive: true });
        await cp(join(kept, part), join(dataDir, part), { recursive: true });
      }
    },
  };
}
