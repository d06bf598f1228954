import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { openHotline } from './demo/hotline.ts';
import { readMorning } from './demo/morning.ts';
import { playMorning } from './demo/play.ts';
import { DemoSettings } from './demo/settings.ts';
import { summaryOf } from './demo/summary.ts';
import { misunderstood, readWords } from './infrastructure/command-line.ts';
import { readCity } from './launcher/city.ts';
import { findFreePortBase } from './launcher/ports.ts';
import { startSystem } from './launcher/system.ts';
import { openSignIn } from './sign-in.ts';

const USAGE = `npm run demo [-- --faster <times>]

Plays an invented morning at the hotline on a system of its own, on free ports (or from PORT_BASE on) and in a folder that
is removed at the end: callers, agents and departments from demo/morning.yaml of the city's folder (CITY, krefeld). Calls
come and people talk ten times faster than in life unless --faster says otherwise; the city's clock runs normally.`;

const life = createLifecycle();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void life.close());

try {
  const faster = readFaster(process.argv.slice(2));
  const { CITY: city, PORT_BASE: wantedPorts } = readConfig(DemoSettings);
  const { folder: cityFolder, zone } = readCity(city);
  const morning = readMorning(cityFolder);
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  life.onClose('folder', () => rm(folder, { recursive: true, force: true }));
  const say = console.log;
  const portBase = wantedPorts ?? (await findFreePortBase());
  const system = await startSystem(
    { portBase, dataDir: folder, city, cityClock: morning.begins, say: () => undefined },
    life,
  );
  const hotline = openHotline(system, openSignIn(`http://127.0.0.1:${portBase}`));
  say(`${morning.calls.length} Anrufe, ${faster}-mal schneller als im Leben. Postfach: ${system.urls.inbox}\n`);
  await playMorning(morning, { hotline, faster, say, signal: life.signal });
  say(`\n${await summaryOf(hotline, morning.calls.length, zone)}`);
} catch (cause) {
  if (!life.signal.aborted) {
    console.error(cause instanceof ConfigError ? cause.message : cause);
    process.exitCode = 1;
  }
}
await life.close();
process.exit();

function readFaster(words: string[]): number {
  const { values, positionals } = readWords('npm run demo', words, { faster: { type: 'string', default: '10' } });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  if (positionals.length > 0) throw misunderstood('npm run demo', words);
  const faster = Number(values.faster);
  if (faster > 0 && faster <= 1_000) return faster;
  throw new ConfigError('--faster must be a number from 1 to 1000.');
}
