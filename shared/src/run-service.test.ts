import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

const runService = new URL('./run-service.ts', import.meta.url).href;
const errors = new URL('./errors.ts', import.meta.url).href;
const sdk = new URL('./telemetry/sdk.ts', import.meta.url).pathname;

let folder: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-service-'));
});
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(() => rmSync(folder, { recursive: true }));

interface Run {
  child: ChildProcess;
  /** Resolves when `text` was written to stdout or stderr. */
  said(text: string): Promise<void>;
  output(): string;
  ended(): Promise<number | null>;
}

/** A service whose `start` is `body`; `life` is in reach. It says `up` when started. */
function run(body: string, { env = {}, args = [] as string[] } = {}): Run {
  const file = join(folder, `service-${children.length}-${Math.random()}.mjs`);
  writeFileSync(
    file,
    `import { runService } from '${runService}';
     import { ConfigError } from '${errors}';
     await runService('sample', async (life) => {
       const alive = setInterval(() => {}, 1000);
       life.onClose('alive', () => clearInterval(alive));
       ${body}
       console.log('up');
     });`,
  );
  const child = spawn(process.execPath, [...args, file], { env: { ...process.env, ...env }, stdio: 'pipe' });
  children.push(child);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, 'close');
  return {
    child,
    output: () => output,
    async said(text) {
      while (!output.includes(text))
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), closed]);
    },
    async ended() {
      await closed;
      return child.exitCode;
    },
  };
}

describe('a service process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('drains on %s and ends well', async (signal) => {
    const service = run(
      `life.onClose('work', async () => { await new Promise((r) => setTimeout(r, 20)); console.log('drained'); });`,
    );
    await service.said('up');
    service.child.kill(signal);
    expect(await service.ended()).toBe(0);
    expect(service.output()).toContain('drained');
  });

  it('ends at once on the second signal', async () => {
    const service = run(`life.onClose('stuck', () => { console.log('draining'); return new Promise(() => {}); });`);
    await service.said('up');
    service.child.kill('SIGTERM');
    await service.said('draining');
    service.child.kill('SIGTERM');
    expect(await service.ended()).toBe(1);
  });

  it('says in one sentence what is wrong with its settings', async () => {
    const service = run(`throw new ConfigError('PORT is missing: set it to a port number.');`);
    expect(await service.ended()).toBe(1);
    expect(service.output()).toBe('sample: PORT is missing: set it to a port number.\n');
  });

  it.each([
    ['thrown while starting', `throw new Error('number 02151 862164');`],
    ['thrown later', `setTimeout(() => { throw new Error('number 02151 862164'); });`],
    ['a promise nobody awaits', `void Promise.reject(new Error('number 02151 862164'));`],
  ])('is logged and ended by an error %s, whose words stay out of the log', async (_name, body) => {
    const service = run(body);
    expect(await service.ended()).toBe(1);
    expect(service.output()).toContain('service ends after an error that nobody caught');
    expect(service.output()).not.toContain('862164');
  });

  it('told to stop while starting, closes what is open and ends well', async () => {
    const service = run(
      `life.onClose('first', () => console.log('closed first'));
       console.log('starting');
       await new Promise((_, reject) => life.signal.addEventListener('abort', () => reject(new Error('aborted'))));`,
    );
    await service.said('starting');
    service.child.kill('SIGTERM');
    expect(await service.ended()).toBe(0);
    expect(service.output()).toContain('closed first');
    expect(service.output()).not.toContain('nobody caught');
  });

  it('that fails to close something says so and ends with an error', async () => {
    const service = run(`life.onClose('view', () => Promise.reject(new Error('no')));`);
    await service.said('up');
    service.child.kill('SIGTERM');
    expect(await service.ended()).toBe(1);
    expect(service.output()).toContain('service could not close everything');
  });
});

describe('with telemetry loaded before it', () => {
  it('log lines carry a trace also without a collector, and nothing is sent', async () => {
    const telemetry = new URL('./telemetry/index.ts', import.meta.url).href;
    const service = run(
      `const { createLogger, traced } = await import('${telemetry}');
       await traced('work', {}, () => createLogger({ service: 'sample' }).info('within'));`,
      { args: ['--import', sdk] },
    );
    await service.said('"msg":"within"');
    expect(service.output()).toMatch(/"trace_id":"[0-9a-f]{32}","span_id":"[0-9a-f]{16}","msg":"within"/);
  });

  it('spans reach the collector before the process ends', async () => {
    const received: string[] = [];
    const collector = createServer((req, res) => {
      req.on('data', (chunk: Buffer) => received.push(chunk.toString('latin1')));
      req.on('end', () => res.end());
    }).listen(0, '127.0.0.1');
    try {
      await once(collector, 'listening');
      const { port } = collector.address() as { port: number };
      const telemetry = new URL('./telemetry/index.ts', import.meta.url).href;
      const service = run(`const { traced } = await import('${telemetry}'); await traced('the-work', {}, () => {});`, {
        args: ['--import', sdk],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, OTEL_SERVICE_NAME: 'sample-service' },
      });
      await service.said('up');
      service.child.kill('SIGTERM');
      expect(await service.ended()).toBe(0);
      expect(received.join()).toContain('the-work');
      expect(received.join()).toContain('sample-service');
    } finally {
      collector.close();
    }
  });
});
