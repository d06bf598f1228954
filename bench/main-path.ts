/**
 * The main path of a real system under load that does not wait: calls arrive at a fixed rate, four of five are put
 * through, one becomes a Vormerkung; then the most it can do when every call becomes one.
 *
 *   npm run bench main-path [-- --seconds 20 --rates 50,200 --json docs/performance.json]
 *
 * A request's time counts from the moment it was due, so a system that falls behind cannot hide it. Starts a system of
 * its own. Prints a table; `--json` keeps the figures.
 */
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findFreePortBase, startSystem } from '@serviceportal/deploy/launcher';
import { openSignIn } from '@serviceportal/deploy/sign-in';
import { subscribeToTickets } from '@serviceportal/examples/department';
import { type Load, runLoad } from './main-path/load.ts';
import { appendsNow, usageOf } from './main-path/usage.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rates: { type: 'string', default: '50,200' },
    json: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const rates = values.rates.split(',').map(Number);
const DEPARTMENT = 'standesamt';
/** A rate is held while so many of its requests have their outcome and the slowest in a hundred came within this. */
const HELD = { share: 0.99, p99Ms: 1_000 };
/** Both runtimes compile what runs often; until then a request costs twice as much, and more where the machine is full. */
const WARM_UP: Load = { perSecond: 100, seconds: 20, tickets: 0.2 };
const TICKET_RATES = [25, 50, 75, 100, 125, 150, 200, 250, 300];

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const began = performance.now();
const portBase = await findFreePortBase();
const system = await startSystem({
  city: 'krefeld',
  dataDir: join(folder, 'data'),
  portBase,
  cityClock: '2026-11-23T10:00:00+01:00',
  say: () => undefined,
});
const startedMs = performance.now() - began;
const seen = new Map<string, number>();
const subscription = await subscribeToTickets(
  { natsUrl: system.urls.nats, seedFile: system.users.departments[DEPARTMENT]!.seedFile, departmentId: DEPARTMENT },
  ({ type, data: { ticket } }) => {
    if (type === 'TicketOpened') seen.set(ticket.subject, performance.now());
  },
);
const signIn = openSignIn(`http://127.0.0.1:${portBase}`);
const target = { urls: system.urls, departmentId: DEPARTMENT, seen, signIn };
const idle = usageOf(system);
await runLoad(target, WARM_UP);

const results: { load: Load; result: Awaited<ReturnType<typeof measure>> }[] = [];
for (const perSecond of rates) {
  const load = { perSecond, seconds, tickets: 0.2 };
  results.push({ load, result: await measure(load) });
}
let limit = 0;
for (const perSecond of TICKET_RATES) {
  const load = { perSecond, seconds: Math.min(seconds, 10), tickets: 1 };
  const result = await measure(load);
  results.push({ load, result });
  if (result.outcomes < HELD.share * result.requests || result.outcome.p99 > HELD.p99Ms) break;
  limit = perSecond;
}
await subscription.stop();
await system.stop();
await rm(folder, { recursive: true, force: true });

const report = {
  date: new Date().toISOString(),
  cores: cpus().length,
  startedMs: Math.round(startedMs),
  ticketsPerSecondLimit: limit,
  idle,
  runs: results.map(({ load, result }) => ({ ...load, ...result })),
};
console.table(
  report.runs.map((run) => ({
    'calls/s': run.perSecond,
    'tickets %': 100 * run.tickets,
    requests: run.requests,
    outcomes: run.outcomes,
    p50: run.outcome.p50,
    p99: run.outcome.p99,
    'p99.9': run.outcome.p999,
    'subscriber p99': run.subscriber.p99,
    'appends/call': run.appendsPerCall,
    'view lag ms': run.viewLagMs,
    load: run.load,
  })),
);
console.table(report.runs.find(({ perSecond }) => perSecond === rates.at(-1))?.usage);
console.log(`started in ${report.startedMs} ms; every call a ticket: ${limit} calls/s held; idle memory in MiB:`);
console.table(idle);
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
process.exit(0);

async function measure(load: Load) {
  const before = { appends: await appendsNow(system), usage: usageOf(system) };
  const result = await runLoad(target, load);
  const after = { appends: await appendsNow(system), usage: usageOf(system) };
  const usage = Object.fromEntries(
    Object.entries(after.usage).map(([name, { memoryMiB, cpuSeconds }]) => {
      const used = cpuSeconds - (before.usage[name]?.cpuSeconds ?? 0);
      return [name, { memoryMiB, cpuSecondsPer1000: Number(((1_000 * used) / result.requests).toFixed(2)) }];
    }),
  );
  return {
    ...result,
    appendsPerCall: Number(((after.appends - before.appends) / result.requests).toFixed(2)),
    usage,
    load: Number(loadavg()[0]!.toFixed(1)),
  };
}
