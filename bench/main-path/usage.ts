import { readFileSync } from 'node:fs';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import type { RunningSystem } from '@serviceportal/deploy/launcher';
import { readSeed } from '@serviceportal/shared/log';

const PROCESSES = ['call-intake', 'directory', 'knowledge', 'tickets', 'notify', 'nats', 'database'] as const;
/** The kernel counts processor time in these. */
const TICKS_PER_SECOND = 100;

export interface Usage {
  /** Resident, with what is shared with other processes. */
  readonly memoryMiB: number;
  readonly cpuSeconds: number;
}

/** What each process holds and has used so far (Linux). */
export function usageOf(system: RunningSystem): Record<string, Usage> {
  return Object.fromEntries(
    PROCESSES.flatMap((name) => {
      const pid = system.process(name).pid;
      return pid === undefined ? [] : [[name, usage(pid)]];
    }),
  );
}

/** What one process holds and has used so far (Linux). */
export function usage(pid: number): Usage {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  // The name in parentheses may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { memoryMiB: Math.round(Number(kilobytes) / 1024), cpuSeconds: ticks / TICKS_PER_SECOND };
}

/** How many messages were ever appended, over all streams. */
export async function appendsNow({ urls, users }: RunningSystem): Promise<number> {
  const authenticator = nkeyAuthenticator(readSeed(users.provisioner.seedFile));
  const connection = await connect({ servers: urls.nats, authenticator });
  try {
    let appends = 0;
    for await (const { state } of (await jetstreamManager(connection)).streams.list()) appends += state.last_seq;
    return appends;
  } finally {
    await connection.close();
  }
}
