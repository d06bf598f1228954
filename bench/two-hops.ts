/**
 * What our log costs beside the bare client: the same chain of two durable hops (three stored events per call, each stage
 * a process of its own, every append on disk before it is acknowledged), once on the bare client and once on
 * `shared/src/log`, in turns on one server:
 *
 *   npm run bench two-hops [calls] [rounds]
 *
 * Prints the calls per second of each round, the medians and their ratio, and the processor time of 1,000 calls: that
 * of the three stages and of the server, which moves less than the rate on a machine that does other things too.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AckPolicy, jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { startProgram } from '@serviceportal/deploy/infrastructure/child';
import { findNatsServer, natsProgram } from '@serviceportal/deploy/infrastructure/nats-server';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { provision, writeNatsConfig } from '@serviceportal/deploy/nats';
import { usage } from './main-path/usage.ts';
import { ROLES, type Start } from './two-hops/stage.ts';

const VARIANTS = ['bare', 'log'] as const;
type Variant = (typeof VARIANTS)[number];
/** Where the last event of the chain is seen: ours once it is stored, the bare one as it is published. */
const LAST = { bare: 'bare.*.transferred', log: 'live.calls.*.transferred' };

const calls = Number(process.argv[2] ?? 3_000);
const rounds = Number(process.argv[3] ?? 5);
const atOnce = 256;

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const cityFolder = fileURLToPath(new URL('../deploy/cities/krefeld', import.meta.url));
const port = await findFreePort();
const { configFile, users } = writeNatsConfig({ dataDir: folder, cityFolder, port });
const binary = await findNatsServer({ say: () => undefined });
const env = { JETSTREAM_KEY: randomBytes(32).toString('hex') };
const server = await startProgram(await natsProgram({ binary, configFile, env, logFile: join(folder, 'nats.log') }));
const natsUrl = `nats://127.0.0.1:${port}`;
const seedFile = users.provisioner.seedFile;
await provision({ natsUrl, seedFile, cityFolder });

const connection = await connect({ servers: natsUrl, authenticator: nkeyAuthenticator(readFileSync(seedFile)) });
const jsm = await jetstreamManager(connection);
await jsm.streams.add({ name: 'BARE', subjects: ['bare.*.*'] });
for (const [name, subject] of [
  ['bare-first-hop', 'bare.*.requested'],
  ['bare-second-hop', 'bare.*.connected'],
] as const) {
  await jsm.consumers.add('BARE', {
    durable_name: name,
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    max_ack_pending: 2_000,
  });
}

const chains = { bare: await startChain('bare'), log: await startChain('log') };
const rates: Record<Variant, number[]> = { bare: [], log: [] };
const stages: Record<Variant, number[]> = { bare: [], log: [] };
const servers: Record<Variant, number[]> = { bare: [], log: [] };
for (const variant of VARIANTS) await measure(variant, Math.min(calls, 500));
for (let round = 0; round < rounds; round++) {
  for (const variant of VARIANTS) {
    const before = cpuOf(variant);
    rates[variant].push(await measure(variant, calls));
    const after = cpuOf(variant);
    stages[variant].push((after.stages - before.stages) / calls);
    servers[variant].push((after.server - before.server) / calls);
  }
}
for (const child of [...chains.bare, ...chains.log]) child.kill();
await connection.close();
await server.stop();
await rm(folder, { recursive: true, force: true });

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
for (const variant of VARIANTS) {
  console.log(
    `${variant.padEnd(5)} ${rates[variant].map((rate) => rate.toFixed(0).padStart(6)).join('')} calls/s, ` +
      `processor seconds per 1,000 calls: ${(1_000 * median(stages[variant])).toFixed(2)} in the stages, ` +
      `${(1_000 * median(servers[variant])).toFixed(2)} in the server`,
  );
}
const ratio = median(rates.log) / median(rates.bare);
console.log(
  `medians ${median(rates.bare).toFixed(0)} bare, ${median(rates.log).toFixed(0)} log: ${(100 * ratio).toFixed(0)} % ` +
    `(${calls} calls a round, load ${loadavg()[0]!.toFixed(1)})`,
);
process.exit(0);

async function startChain(variant: Variant): Promise<ChildProcess[]> {
  const children = ROLES.map((role) =>
    fork(fileURLToPath(new URL(`two-hops/${variant}.ts`, import.meta.url)), [role], {
      env: {
        ...process.env,
        NATS_URL: natsUrl,
        SEED_PROVISIONER: seedFile,
        SEED_CALL_INTAKE: users.services['call-intake']!.seedFile,
        SEED_DIRECTORY: users.services['directory']!.seedFile,
      },
    }),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  return children;
}

/** Processor seconds used so far. */
function cpuOf(variant: Variant): { stages: number; server: number } {
  const each = chains[variant].map(({ pid }) => usage(pid!).cpuSeconds);
  return { stages: each.reduce((sum, seconds) => sum + seconds, 0), server: usage(server.pid).cpuSeconds };
}

/** Calls per second from the first request to the last call's last event. */
async function measure(variant: Variant, number: number): Promise<number> {
  let seen = 0;
  const all = Promise.withResolvers<void>();
  const subscription = connection.subscribe(LAST[variant], {
    callback: () => {
      if (++seen === number) all.resolve();
    },
  });
  await connection.flush();
  const start: Start = { calls: number, atOnce };
  const began = performance.now();
  chains[variant][0]!.send(start);
  await all.promise;
  const took = performance.now() - began;
  subscription.unsubscribe();
  return (1_000 * number) / took;
}
