/**
 * What the audit log costs: commands at a fixed rate, recorded as a service records them (the entry made from what was
 * asked and answered, the chain, the append), on a server of its own that has every append on disk before it acknowledges:
 *
 *   npm run bench audit [commands per second] [seconds]
 *
 * Prints appends and processor time per 1,000 commands, that of an idle process taken off, and how long a command waits
 * for its record, and a read alone and among 16.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { startProgram } from '@serviceportal/deploy/infrastructure/child';
import { findNatsServer, natsProgram } from '@serviceportal/deploy/infrastructure/nats-server';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { provision, writeNatsConfig } from '@serviceportal/deploy/nats';
import { RULES } from '@serviceportal/shared/access';
import { createAuditTrail, openAudit } from '@serviceportal/shared/audit';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { openLog } from '@serviceportal/shared/log';
import { createLogger } from '@serviceportal/shared/telemetry';
import { createClock } from '@serviceportal/shared/time';
import { usage } from './main-path/usage.ts';

const perSecond = Number(process.argv[2] ?? 400);
const seconds = Number(process.argv[3] ?? 15);
const TICK_MS = 5;

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

const life = createLifecycle();
const logger = createLogger({ service: 'bench', level: 'error' });
const clock = createClock(undefined, 'Europe/Berlin');
const settings = { NATS_URL: natsUrl, NATS_SEED_FILE: users.services['call-intake']!.seedFile };
const log = await openLog(settings, { service: 'call-intake', clock, logger }, life);
const audit = openAudit(log.records('AUDIT'), { service: 'call-intake', logger }, life);
const trail = createAuditTrail({
  service: 'call-intake',
  rules: RULES['call-intake'],
  audit,
  clock,
  hmacKey: 'k'.repeat(32),
});

/** An agent who is let in. */
const anna = {
  actor: { type: 'agent', id: 'anna.agent' },
  reach: { departments: [], agentId: 'anna.agent', others: 'redacted' },
  reason: undefined,
} as const;
let waited: number[] = [];
const idle = await measure(() => undefined);
await measure(command);
waited = [];
const busy = await measure(command);
const per1000 = (value: number) => ((1_000 * value) / (perSecond * seconds)).toFixed(3);
console.log(`${perSecond} commands/s for ${seconds} s, load ${loadavg()[0]!.toFixed(1)}; per 1,000 commands:`);
console.log(`  appends ${per1000(busy.appends)}, bytes stored ${per1000(busy.bytes)}`);
console.log(
  `  processor seconds: service ${per1000(busy.service - idle.service)}, NATS ${per1000(busy.nats - idle.nats)}`,
);
say('a command');
for (const lanes of [1, 16]) {
  waited = [];
  await reads(lanes);
  say(`a read among ${lanes}`);
}
await life.close();
await connection.close();
await server.stop();
await rm(folder, { recursive: true, force: true });
process.exit(0);

/** What a transfer asks and is answered. */
function command(): void {
  const body = { topicId: 'geburtsurkunde', subject: 'Geburtsurkunde', question: 'Wo?', fallback: 'callback' };
  const ticket = { ticketId: randomBytes(4).toString('hex').toUpperCase(), departmentId: 'standesamt' };
  const answer = { outcome: 'ticket', transferId: randomUUID(), ticket };
  const began = performance.now();
  const done = trail.done({ ...anna, name: 'transfer-call', params: { callId: randomUUID() }, body }, answer);
  void done.then(() => waited.push(performance.now() - began));
}

async function measure(each: () => void) {
  const before = await figures();
  const began = performance.now();
  for (let done = 0; done < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, ((performance.now() - began) / 1_000) * perSecond);
    for (; done < due; done++) each();
    await pause(TICK_MS);
  }
  // What is on its way is stored, too.
  await pause(100);
  const after = await figures();
  return {
    appends: after.appends - before.appends,
    bytes: after.bytes - before.bytes,
    service: after.service - before.service,
    nats: after.nats - before.nats,
  };
}

async function figures() {
  const { state } = await jsm.streams.info('AUDIT');
  const nats = usage(server.pid).cpuSeconds;
  return { appends: state.messages, bytes: state.bytes, service: usage(process.pid).cpuSeconds, nats };
}

async function reads(lanes: number): Promise<void> {
  const one = async () => {
    const began = performance.now();
    const asked = { ...anna, name: 'call', params: { callId: randomUUID() } };
    await trail.shown(asked, { call: { callId: asked.params.callId, state: 'ended' } });
    waited.push(performance.now() - began);
  };
  const lane = async () => {
    for (let n = 0; n < 500; n++) await one();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function say(what: string): void {
  const sorted = waited.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);
  console.log(`${what} waits for its record: p50 ${at(0.5)}, p99 ${at(0.99)} ms`);
}
