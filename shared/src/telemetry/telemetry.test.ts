import { startNodeSdk } from '@opentelemetry/sdk-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError, Unavailable } from '../errors.ts';
import { ask } from '../http/sample-requests.ts';
import { startSample } from '../http/sample-service.ts';
import { createLogger, describeError, extract, fact, gauge, inject, registry, SpanKind, traced } from './index.ts';

type Options = Extract<NonNullable<Parameters<typeof startNodeSdk>[0]>, { spanProcessors?: unknown }>;
type Processor = NonNullable<Options['spanProcessors']>[number];
type Finished = Parameters<Processor['onEnd']>[0];

const spans: Finished[] = [];
let sdk: ReturnType<typeof startNodeSdk>;

beforeAll(() => {
  const keep: Processor = {
    onStart() {},
    onEnd: (span) => void spans.push(span),
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  sdk = startNodeSdk({ spanProcessors: [keep], resourceDetectors: [], metricReaders: [], logRecordProcessors: [] });
});
beforeEach(() => void spans.splice(0));
afterAll(() => sdk.shutdown());

const spanNamed = (name: string) => {
  const found = spans.find((span) => span.name === name);
  if (!found) throw new Error(`no span ${name} among ${spans.map((span) => span.name).join(', ')}`);
  return found;
};

describe('traces', () => {
  it('nest, and run on through the headers of a message', async () => {
    const headers = new Map<string, string>();
    await traced('request', {}, () =>
      traced('publish', {}, () => inject((name, value) => headers.set(name, value)), { kind: SpanKind.PRODUCER }),
    );
    await traced('process', {}, () => undefined, { parent: extract((name) => headers.get(name)) });

    const [request, publish, process] = ['request', 'publish', 'process'].map(spanNamed);
    expect(publish?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(process?.parentSpanContext?.spanId).toBe(publish?.spanContext().spanId);
    expect(process?.spanContext().traceId).toBe(request?.spanContext().traceId);
    expect(headers.get('traceparent')).toContain(publish?.spanContext().spanId);
  });

  it.each(['', 'nonsense', '00-0-0-00'])('begin anew where a message has %j for a trace', async (traceparent) => {
    await traced('process', {}, () => undefined, { parent: extract(() => traceparent) });
    expect(spanNamed('process').parentSpanContext).toBeUndefined();
  });

  it('link to what a batch came from', async () => {
    const headers = new Map<string, string>();
    await traced('publish', {}, () => inject((name, value) => headers.set(name, value)));
    const links = [extract((name) => headers.get(name)), extract(() => undefined)];
    await traced('project', {}, () => undefined, { links });
    expect(spanNamed('project').links.map(({ context }) => context.spanId)).toEqual([
      spanNamed('publish').spanContext().spanId,
    ]);
  });

  it('show a failure by its kind, not its words', async () => {
    const work = traced('work', {}, () => Promise.reject(new TypeError('02151 862164')));
    await expect(work).rejects.toThrow(TypeError);
    const span = spanNamed('work');
    expect(span.status).toEqual({ code: 2 });
    expect(span.attributes).toEqual({ 'error.type': 'TypeError' });
    expect(span.events).toEqual([]);
  });

  it('begin at the HTTP request, continue its caller, and know route and status but no path', async () => {
    const service = await startSample();
    try {
      const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
      await ask(service, 'GET', '/calls/c7', undefined, { traceparent });
      await ask(service, 'POST', '/calls', '{', {});
      await ask(service, 'GET', '/calls/bug');
    } finally {
      await service.life.close();
    }
    const [shown, refused, failed] = spans.filter(({ kind }) => kind === SpanKind.SERVER);
    expect(shown?.spanContext().traceId).toBe('a'.repeat(32));
    expect(shown?.name).toBe('GET /calls/:callId');
    expect(shown?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/calls/:callId',
      'http.response.status_code': 200,
    });
    expect(refused).toMatchObject({ status: { code: 0 }, attributes: { 'http.response.status_code': 400 } });
    expect(failed).toMatchObject({ status: { code: 2 }, attributes: { 'http.response.status_code': 500 } });
  });
});

describe('a fact', () => {
  it('is counted, logged and traced by one call', async () => {
    const lines: string[] = [];
    const logger = createLogger({
      service: 'tickets',
      instance: '2',
      destination: { write: (line) => lines.push(line) },
    });
    const ticketOpened = fact('ticket opened', 'Vormerkungen made', ['department']);
    await traced('reaction', {}, () => {
      ticketOpened(logger, { department: 'standesamt', ticketId: '7K3Q9F2M' });
      ticketOpened(logger, { department: 'standesamt' });
    });
    const metrics = await registry.metrics();
    expect(metrics).toContain('serviceportal_ticket_opened_total{department="standesamt"} 2');
    expect(metrics).not.toContain('7K3Q9F2M');
    const span = spanNamed('reaction');
    expect(span.events.map(({ name }) => name)).toEqual(['ticket opened', 'ticket opened']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      service: 'tickets',
      instance: '2',
      msg: 'ticket opened',
      department: 'standesamt',
      ticketId: '7K3Q9F2M',
      trace_id: span.spanContext().traceId,
      span_id: span.spanContext().spanId,
    });
  });

  it.each(['info', 'warn', 'error', 'fatal', 'silent'])(
    'that lasts is a line at LOG_LEVEL %s, but where nothing is; others only at info',
    (level) => {
      const lines: string[] = [];
      const destination = { write: (line: string) => lines.push(line) };
      const logger = createLogger({ service: 'tickets', instance: '2', level, destination });
      fact('person left', 'People who left', ['why'], 'lasting')(logger, { why: 'asked', ticketId: '7K3Q9F2M' });
      fact('person came', 'People who came', ['why'])(logger, { why: 'asked' });
      logger.error(new Unavailable('away'));
      const said = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      const left = said.find(({ msg }) => msg === 'person left');
      if (level === 'silent') return expect(said).toEqual([]);
      expect(left).toMatchObject({ level: 'info', service: 'tickets', instance: '2', ticketId: '7K3Q9F2M' });
      expect(said.some(({ msg }) => msg === 'person came')).toBe(level === 'info');
      expect(said.some((line) => line['level'] === 'error')).toBe(level !== 'fatal');
    },
  );

  it('shares its counter with whoever counts the same', async () => {
    const logger = createLogger({ service: 'tickets', level: 'silent' });
    for (const call of [1, 2]) fact('call ended', 'Calls ended', ['cause'])(logger, { cause: `hang-up-${call}` });
    expect(await registry.metrics()).toContain('serviceportal_call_ended_total{cause="hang-up-2"} 1');
  });

  it('gauges are read when asked for', async () => {
    let depth = 1;
    gauge('queue_depth', 'Waiting', ['queue'], (set) => set({ queue: 'mail' }, depth));
    depth = 7;
    expect(await registry.metrics()).toContain('serviceportal_queue_depth{queue="mail"} 7');
  });
});

describe('an error in the log', () => {
  const database = Object.assign(new Error('E11000 dup key: { phone: "+492151862164" }'), { code: 11_000 });

  it('is described by name, code, place and cause', () => {
    const error = new Unavailable('MongoDB is not reachable', { cause: database });
    expect(describeError(error)).toMatchObject({
      name: 'Unavailable',
      message: 'MongoDB is not reachable',
      cause: { name: 'Error', code: 11_000 },
    });
    expect(describeError(error).at?.[0]).toContain('telemetry.test.ts');
  });

  it('never says what a database or a parser quotes from the data', () => {
    const syntax = new SyntaxError('Unexpected token, "02151 862164" is not valid JSON');
    for (const error of [database, syntax, new Error('x', { cause: database }), '+492151862164']) {
      expect(JSON.stringify(describeError(error))).not.toContain('862164');
    }
  });

  it('does not say it either when the line has no message of its own', () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 'tickets', destination: { write: (line) => lines.push(line) } });
    logger.error(database);
    logger.error({ err: database });
    expect(lines.join()).toContain('11000');
    expect(lines.join()).not.toContain('862164');
  });

  it('says it when somebody asks for debug lines', () => {
    expect(describeError(database, true).message).toContain('E11000');
  });

  it('keeps our own sentences and those of the system', () => {
    const system = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:8606'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
    });
    expect(describeError(system).message).toContain('8606');
    expect(describeError(new ConfigError('PORT is missing')).message).toBe('PORT is missing');
  });

  it('does not follow causes for ever', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(10_000);
  });
});
