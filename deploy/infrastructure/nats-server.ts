import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { ConfigError } from '@serviceportal/shared/errors';
import { startProgram, type ChildHandle, type Program } from './child.ts';
import { NATS_MINIMUM } from './nats-binary.ts';
import type { Say } from './say.ts';
import { findVersion, isAtLeast, showVersion } from './version.ts';

export { findNatsServer } from './nats-binary.ts';

export interface NatsServerOptions {
  /** Path of the nats-server executable. */
  binary: string;
  /** Path of a configuration file; or its text. */
  configFile?: string;
  config?: string;
  /** Values that the configuration names as `$NAME`. */
  env?: NodeJS.ProcessEnv;
  logFile: string;
  say?: Say;
}

export interface RunningNatsServer extends ChildHandle {
  /** Where clients connect; useful when the configuration asks for any port (-1). */
  readonly url: string;
}

/** Starts one server and waits until clients can connect; rejects with its last log lines when it does not come up. */
export async function startNatsServer(options: NatsServerOptions): Promise<RunningNatsServer> {
  const child = await startProgram(await natsProgram(options));
  const url = await clientUrl(dirname(options.logFile), child.pid);
  options.say?.(`nats-server listens on ${url}.`);
  return { ...child, url: url as string };
}

/** The server as something to supervise; ready once it has said where clients connect. */
export async function natsProgram(options: NatsServerOptions): Promise<Program> {
  const folder = dirname(options.logFile);
  await mkdir(folder, { recursive: true });
  await dropOldPortFiles(folder);
  const configFile = options.configFile ?? join(folder, 'nats-server.conf');
  if (options.config !== undefined) await writeFile(configFile, options.config, { mode: 0o600 });
  return {
    name: 'nats',
    command: options.binary,
    args: ['-c', configFile, '--ports_file_dir', folder],
    env: options.env ?? {},
    logFile: options.logFile,
    isReady: async (child) => (await clientUrl(folder, child.pid)) !== undefined,
  };
}

/** The server writes `<program>_<pid>.ports` once it takes connections. */
async function clientUrl(folder: string, pid: number): Promise<string | undefined> {
  const file = (await readdir(folder)).find((name) => name.endsWith(`_${pid}.ports`));
  if (!file) return undefined;
  try {
    const ports = JSON.parse(await readFile(join(folder, file), 'utf8')) as { nats?: string[] };
    return ports.nats?.[0];
  } catch {
    return undefined; // half written
  }
}

async function dropOldPortFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith('.ports')) await rm(join(folder, name), { force: true });
  }
}

/** Checks a server that somebody else runs: `ConfigError` when it is too old; an unreachable one is left to the services. */
export async function checkNatsVersion(natsUrl: string): Promise<void> {
  const first = new URL(natsUrl.split(',')[0]?.trim() ?? natsUrl);
  if (!['nats:', 'tls:'].includes(first.protocol)) return;
  const greeting = await readGreeting(first.hostname, Number(first.port || 4222)).catch(() => undefined);
  const version = greeting && findVersion(greeting);
  if (version && !isAtLeast(version, NATS_MINIMUM)) {
    throw new ConfigError(
      `The server behind NATS_URL is nats-server ${showVersion(version)}: ` +
        `update it to ${showVersion(NATS_MINIMUM)} or newer, or leave NATS_URL out to have one started.`,
    );
  }
}

/** A NATS server speaks first, also before TLS: `INFO {"version":"2.15.2",…}`. Resolves with the version's text. */
function readGreeting(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let text = '';
    socket.setTimeout(3_000, () => socket.destroy(new Error('no greeting')));
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8');
      if (!text.includes('\r\n')) return;
      socket.destroy();
      resolve(/"version":"([^"]+)"/.exec(text)?.[1]);
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}
