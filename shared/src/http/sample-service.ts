/** A service with one operation of each kind, for the tests beside it. */
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { z } from 'zod';
import type { Identify, Person, Rule, ServiceRules } from '../access/index.ts';
import { refuse, Unavailable } from '../errors.ts';
import { Phone } from '../identity/index.ts';
import { createLifecycle, type Lifecycle } from '../lifecycle.ts';
import { operation, type Command, type Operation } from './operation.ts';
import { serve, type Served, type ServeOptions } from './serve.ts';
import { sseRoute, type SseRoute } from './sse.ts';

const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "-" or "_"');
const CallAnswer = z.object({ call: z.object({ callId: z.string(), from: z.string().optional() }) });
const Citizen = z.strictObject({ name: z.string().max(200).optional(), phone: Phone.optional() });

export const sampleConfig = {
  PORT: 0,
  HOST: '127.0.0.1',
  HMAC_KEY: 'k'.repeat(32),
  NODE_ENV: 'test' as 'test' | 'production',
  TRUST_PROXY_HOPS: 0,
  DESK_KEY: undefined as string | undefined,
  OIDC_ISSUER: 'http://127.0.0.1:9/never-asked',
  OIDC_AUDIENCE: 'serviceportal',
  OIDC_ROLES_CLAIM: 'roles',
};

/** Everybody who is signed in may do everything here: who may do what is tested beside the rules. */
const rule: Rule = { any: ['agent', 'frontend'] };
export const sampleRules: ServiceRules = Object.fromEntries(
  [
    ...['receive-call', 'show-call', 'change-call', 'wait-for-call', 'wrong-answer'],
    ...['live-calls', 'live-call', 'flood'],
  ].map((name) => [name, rule]),
);

/** The token is the agent's name: real tokens are tested beside what checks them. */
const identify: Identify = (authorization) =>
  Promise.resolve(authorization === undefined ? undefined : agentCalled(authorization.replace('Bearer ', '')));

/** Signed in for an hour; `brief` for a moment. */
export function agentCalled(id: string): Person {
  const lasts = id === 'brief' ? 200 : 3_600_000;
  return { kind: 'person', id, roles: [{ name: 'agent' }], until: Date.now() + lasts };
}

export interface Sample extends Served {
  life: Lifecycle;
  /** Every command that reached a handler. */
  seen: Command[];
  /** Lets the commands of `wait-for-call` go on. */
  release(): void;
  logLines: string[];
  readiness: { missing: string[]; degraded: string[] };
  operations: Record<'receiveCall' | 'showCall' | 'changeCall' | 'waitForCall' | 'wrongAnswer', Operation>;
  streams: SseRoute[];
  /** Resolves when the feed that floods its reader was given up. */
  flooded: Promise<void>;
}

export async function startSample(
  overrides: Partial<typeof sampleConfig> = {},
  patience: ServeOptions['patience'] = {},
): Promise<Sample> {
  const life = createLifecycle();
  const seen: Command[] = [];
  const waiting: (() => void)[] = [];
  const logLines: string[] = [];
  const readiness = { missing: [] as string[], degraded: [] as string[] };
  const operations = sampleOperations(seen, waiting);
  const flooded = Promise.withResolvers<void>();
  const streams = sampleStreams(flooded.resolve);
  const served = await serve({
    service: 'call-intake',
    config: { ...sampleConfig, ...overrides },
    // Those with parameters first: the order must not matter.
    operations: Object.values(operations),
    streams,
    rules: sampleRules,
    identify,
    readiness: () => readiness,
    life,
    patience,
    logger: pino({}, { write: (line: string) => logLines.push(line) }),
  });
  const release = () => waiting.splice(0).forEach((goOn) => goOn());
  return { ...served, life, seen, release, logLines, readiness, operations, streams, flooded: flooded.promise };
}

function sampleOperations(seen: Command[], waiting: (() => void)[]): Sample['operations'] {
  return {
    showCall: showCall(seen),
    changeCall: operation({
      name: 'change-call',
      method: 'put',
      path: '/calls/:callId',
      summary: 'Changes a call',
      params: z.strictObject({ callId: Id }),
      body: z.strictObject({ note: z.string().min(1) }),
      ifMatch: true,
      perMinute: 100,
      answers: { 204: null },
      refusals: ['revision-mismatch'],
    }).handledBy((command) => {
      seen.push(command);
      return Promise.resolve({ status: 204 });
    }),
    waitForCall: operation({
      name: 'wait-for-call',
      method: 'post',
      path: '/calls/:callId/wait',
      summary: 'Answers when released',
      params: z.strictObject({ callId: Id }),
      body: z.strictObject({ agentId: Id.optional(), note: z.string().optional() }),
      answers: { 200: z.object({ callId: z.string() }) },
    }).handledBy(async (command) => {
      seen.push(command);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { status: 200, body: { callId: command.params.callId } };
    }),
    wrongAnswer: operation({
      name: 'wrong-answer',
      method: 'get',
      path: '/wrong',
      summary: 'A bug',
      answers: { 200: z.object({ n: z.number() }) },
    }).handledBy(() => Promise.resolve({ status: 200, body: { n: 'many' as never } })),
    receiveCall: receiveCall(seen),
  };
}

function receiveCall(seen: Command[]): Operation {
  return operation({
    name: 'receive-call',
    method: 'post',
    path: '/calls',
    summary: 'A citizen is on the line',
    command: 'receive',
    body: z.strictObject({
      line: z.enum(['hotline']),
      citizen: Citizen.optional(),
      agentId: Id.optional(),
      rings: z.int().min(0).optional(),
      at: z.iso.datetime({ offset: true }).optional(),
    }),
    answers: { 201: CallAnswer },
  }).handledBy((command) => {
    seen.push(command);
    return Promise.resolve({ status: 201, body: { call: { callId: 'c1', from: command.body.citizen?.phone } } });
  });
}

function showCall(seen: Command[]): Operation {
  return operation({
    name: 'show-call',
    method: 'get',
    path: '/calls/:callId',
    summary: 'One call',
    command: 'show',
    params: z.strictObject({ callId: Id }),
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    answers: { 200: CallAnswer },
    refusals: ['not-found'],
  }).handledBy((command) => {
    seen.push(command);
    const { callId } = command.params;
    if (callId === 'none') throw refuse('not-found', 'There is no such call');
    if (callId === 'down') throw new Unavailable('mongodb://user:secret@host');
    if (callId === 'bug') throw new Error('E11000 duplicate key: secret 02151 862164');
    const body = { call: { callId }, handled: ['secret'] };
    return Promise.resolve({ status: 200, body });
  });
}

function sampleStreams(onFlooded: () => void): SseRoute[] {
  const live = sseRoute({
    name: 'live-calls',
    path: '/calls/live',
    summary: 'All calls as they change',
    open: async (_params, lastEventId, send, signal) => {
      send({ id: (lastEventId ?? 0) + 1, event: 'CallReceived', data: { text: 'eins\nzwei' } });
      if (!signal.aborted) await once(signal, 'abort');
    },
  });
  const liveCall = sseRoute({
    name: 'live-call',
    path: '/calls/:callId/live',
    summary: 'One call as it changes',
    params: z.strictObject({ callId: Id }),
    refusals: ['not-found'],
    check: ({ callId }) =>
      callId === 'none' ? Promise.reject(refuse('not-found', 'There is no such call')) : Promise.resolve(),
    open: (_params, _lastEventId, send) => {
      send({ event: 'CallReceived', data: { first: true } });
      return Promise.reject(new Error('secret'));
    },
  });
  const flood = sseRoute({
    name: 'flood',
    path: '/flood',
    summary: 'More than anybody reads',
    open: async (_params, _lastEventId, send, signal) => {
      while (!signal.aborted) {
        send({ event: 'Drop', data: 'x'.repeat(65_536) });
        await setImmediate();
      }
      onFlooded();
    },
  });
  return [liveCall, live, flood];
}
