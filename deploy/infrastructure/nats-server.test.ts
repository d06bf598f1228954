import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { run } from './executable.ts';
import { NATS_PINNED, releaseName } from './nats-binary.ts';
import { checkNatsVersion, findNatsServer, startNatsServer, type RunningNatsServer } from './nats-server.ts';

const archive = `${releaseName(process.platform, process.arch)}.tar.gz`;
let folder: string;
let said: string[];
const say = (line: string) => void said.push(line);
const ends: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nats-server-test-'));
  said = [];
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await rm(folder, { recursive: true, force: true });
});

/** A shell script that answers `--version` as nats-server does. */
async function pretend(file: string, version: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho 'nats-server: v${version}'\n`);
  await chmod(file, 0o755);
  return file;
}

/** A place to fetch releases from; `broken` publishes the checksum of something else. */
async function serveRelease(broken = false): Promise<string> {
  const name = releaseName(process.platform, process.arch);
  await pretend(join(folder, 'release', name, 'nats-server'), NATS_PINNED.slice(1));
  await run('tar', ['-czf', join(folder, archive), '-C', join(folder, 'release'), name]);
  const bytes = await readFile(join(folder, archive));
  const sum = createHash('sha256')
    .update(broken ? 'else' : bytes)
    .digest('hex');
  const files = new Map<string, Buffer | string>([
    [`/${NATS_PINNED}/${archive}`, bytes],
    [`/${NATS_PINNED}/SHA256SUMS`, `${'0'.repeat(64)}  other.zip\n${sum}  ${archive}\n`],
  ]);
  const server = createHttpServer((request, response) => {
    const file = files.get(request.url ?? '');
    response.writeHead(file ? 200 : 404).end(file);
  });
  return `http://127.0.0.1:${await listening(server)}`;
}

async function listening(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

describe('which nats-server is taken', () => {
  it('takes one on PATH that is new enough', async () => {
    const binary = await pretend(join(folder, 'bin', 'nats-server'), '2.14.3');
    const search = { say, cacheDir: join(folder, 'cache'), path: dirname(binary) };
    expect(await findNatsServer(search)).toBe(binary);
    expect(said).toEqual([`nats-server 2.14.3 from PATH (${binary}); set NATS_URL to use a running one.`]);
  });

  it('names one that is too old and passes it over, fetches the release once, then takes that', async () => {
    const old = await pretend(join(folder, 'bin', 'nats-server'), '2.10.29');
    // tar must be found by the process itself; PATH here only says where to look for servers.
    const search = { say, cacheDir: join(folder, 'cache'), path: dirname(old), releases: await serveRelease() };
    const fetched = await findNatsServer(search);
    expect(await run(fetched, ['--version'])).toContain(NATS_PINNED);
    expect(said[0]).toBe(`nats-server 2.10.29 on PATH (${old}) is older than 2.14.3 and passed over.`);
    expect(said[1]).toContain('official release, fetched once');
    expect(await findNatsServer({ ...search, releases: 'http://127.0.0.1:9' })).toBe(fetched);
    expect(said.at(-1)).toContain('from the cache');
  });

  it('refuses a release whose checksum is another, and says what would help', async () => {
    const search = { say, cacheDir: join(folder, 'cache'), path: '', releases: await serveRelease(true) };
    const refused = await findNatsServer(search).then(
      () => undefined,
      (cause: unknown) => cause as Error,
    );
    expect(refused?.message).toBe(
      'There is no nats-server here: put one from 2.14.3 on PATH, or install Go so that it can be built, or set NATS_URL to use a running one.',
    );
    expect((refused?.cause as Error).message).toContain('was published');
  });
});

describe('a nats-server', () => {
  it('is started, serves clients, and stops', async () => {
    const server = await start('listen: "127.0.0.1:-1"\njetstream { store_dir: $STORE }', {
      STORE: join(folder, 'js'),
    });
    const client = await connect({ servers: server.url });
    expect(client.info?.jetstream).toBe(true);
    await client.close();
    await server.stop();
    expect(await server.ended).toEqual({ code: 0, signal: null });
  }, 180_000);

  it('that cannot start rejects with what it logged', async () => {
    await expect(start('listen: "127.0.0.1:-1"\nno_such_setting: 1')).rejects.toThrow(
      /ended before it was ready.*no_such_setting/,
    );
  }, 180_000);

  async function start(config: string, env = {}): Promise<RunningNatsServer> {
    const binary = await findNatsServer({ say });
    const server = await startNatsServer({ binary, config, env, logFile: join(folder, 'logs', 'nats.log') });
    ends.push(() => server.stop());
    return server;
  }
});

describe('a server somebody else runs', () => {
  async function greetingWith(version: string): Promise<string> {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(`INFO {"server_id":"x","version":"${version}","max_payload":1}\r\n`);
    });
    return `nats://127.0.0.1:${await listening(server)}`;
  }

  it('that is too old is refused in one sentence', async () => {
    await expect(checkNatsVersion(await greetingWith('2.10.1'))).rejects.toThrow(
      'The server behind NATS_URL is nats-server 2.10.1: update it to 2.14.3 or newer, or leave NATS_URL out to have one started.',
    );
  });

  it('that is new enough, or cannot be reached now, is accepted', async () => {
    await checkNatsVersion(await greetingWith('2.15.2'));
    await checkNatsVersion('nats://127.0.0.1:9');
  });
});
