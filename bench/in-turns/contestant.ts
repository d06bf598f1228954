/** One of the two systems that `bench/in-turns.ts` compares: all of it comes from the checkout that is named. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as launcher from '@serviceportal/deploy/launcher';
import type * as signIns from '@serviceportal/deploy/sign-in';
import type * as department from '@serviceportal/examples/department';
import type * as loads from '../main-path/load.ts';
import type { Load } from '../main-path/load.ts';
import type * as usages from '../main-path/usage.ts';

/** Calls for some seconds. */
export type Turn = Load;

/** Times in milliseconds, processor time of the services, NATS and the database. */
export interface TurnResult {
  readonly p50: number;
  readonly p99: number;
  readonly cpuSecondsPer1000: number;
  /** Requests that had no outcome at once. */
  readonly lost: number;
}

const DEPARTMENT = 'standesamt';
const checkout = process.argv[2]!;
const { resolve } = createRequire(join(checkout, 'bench/main-path.ts'));

const { findFreePortBase, startSystem } = await part<typeof launcher>('@serviceportal/deploy/launcher');
const { subscribeToTickets } = await part<typeof department>('@serviceportal/examples/department');
const { runLoad } = await part<typeof loads>('./main-path/load.ts');
const { usageOf } = await part<typeof usages>('./main-path/usage.ts');
// Checkouts from before people signed in have none.
const people = await part<typeof signIns>('@serviceportal/deploy/sign-in').catch(() => undefined);

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const portBase = await findFreePortBase();
const system = await startSystem({
  city: 'krefeld',
  dataDir: join(folder, 'data'),
  portBase,
  cityClock: '2026-11-23T10:00:00+01:00',
  say: () => undefined,
});
const seen = new Map<string, number>();
const { seedFile } = system.users.departments[DEPARTMENT]!;
const subscription = await subscribeToTickets(
  { natsUrl: system.urls.nats, seedFile, departmentId: DEPARTMENT },
  ({ type, data: { ticket } }) => {
    if (type === 'TicketOpened') seen.set(ticket.subject, performance.now());
  },
);
const signIn = people?.openSignIn(`http://127.0.0.1:${portBase}`) as ReturnType<typeof signIns.openSignIn>;
const target = { urls: system.urls, departmentId: DEPARTMENT, seen, signIn };

process.on('message', (turn: Turn) => void take(turn).then((result) => process.send!(result)));
process.send!('ready');
await once(process, 'disconnect');
await subscription.stop();
await system.stop();
await rm(folder, { recursive: true, force: true });
process.exit(0);

async function take(turn: Turn): Promise<TurnResult> {
  const before = cpuSeconds();
  const { requests, outcomes, outcome } = await runLoad(target, turn);
  const used = cpuSeconds() - before;
  const { p50, p99 } = outcome;
  return { p50, p99, cpuSecondsPer1000: Number(((1_000 * used) / requests).toFixed(2)), lost: requests - outcomes };
}

function cpuSeconds(): number {
  return Object.values(usageOf(system)).reduce((sum, usage) => sum + usage.cpuSeconds, 0);
}

async function part<Module>(name: string): Promise<Module> {
  return (await import(pathToFileURL(resolve(name)).href)) as Module;
}
