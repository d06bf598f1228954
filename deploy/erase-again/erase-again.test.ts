import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError, Unavailable } from '@serviceportal/shared/errors';
import { eraseAgain } from './erase-again.ts';
import { createPrivacyClient, type PrivacyClient } from './privacy-client.ts';
import { mailsOf } from './sentences.ts';

/** Answers of the services, one after the other; the last stays. What they really do, the journey tests. */
let script: { status: number; body: object }[];
let asked: { path: string; token: string | undefined; body: Record<string, unknown> }[];
let said: string[];
let server: Server;
let url: string;
let client: PrivacyClient;

/** Everything that it is given, as a terminal shows it. */
const say = (...words: unknown[]) => void said.push(words.join(' '));
const nothing = { erased: {}, kept: [], pending: [], complete: true };
const answers = (...bodies: object[]) =>
  (script = bodies.map((body) => ({ status: 200, body: { ...nothing, ...body } })));
const records = (count: number) => Array.from({ length: count }, (_, n) => ({ kind: 'ticket', id: `T${n}` }) as const);
const tell = (told: Partial<Parameters<typeof eraseAgain>[0]>) =>
  eraseAgain({ asked: [], withdrawn: [], ...told }, client, say, { tries: 3, pauseMs: 1 });

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const body = request.method === 'POST' ? ((await json(request)) as Record<string, unknown>) : {};
      asked.push({ path: request.url ?? '', token: request.headers.authorization, body });
      const answer = (script.length > 1 ? script.shift() : script[0])!;
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const signIn = { as: (person: string) => Promise.resolve({ authorization: `Bearer ${person}` }) };
  client = createPrivacyClient({ tickets: url, notify: url }, signIn);
});
beforeEach(() => {
  [asked, said] = [[], []];
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('telling erasures again', () => {
  it('names every record by its kind, as the data protection officer, with the promise dropped', async () => {
    answers({ erased: { ticket: 1, mail: 2 }, unknown: [{ kind: 'call', id: 'c-1' }] });
    const report = { kind: 'report', id: '7', before: '2026-11-23T09:00:00Z' } as const;
    const all = [...records(1), { kind: 'call', id: 'c-1' }, { kind: 'mail', id: 'm-1' }, report] as const;
    expect(await tell({ asked: all })).toBe(true);
    expect(asked).toEqual([
      {
        path: '/persons/erase',
        token: 'Bearer petra.privacy',
        body: { ticketIds: ['T0'], callIds: ['c-1'], records: [{ kind: 'mail', id: 'm-1' }, report], confirm: true },
      },
    ]);
    expect(said).toEqual([
      'Erased now: 1 ticket, 2 mails. What else the logs name was erased before, or is not there.',
      'Not there, so there is nothing to erase: call c-1.',
    ]);
  });

  it('goes in batches, and asks for nothing where nothing is to be told', async () => {
    answers({ erased: { ticket: 50 } }, { erased: { ticket: 50 } }, { erased: { ticket: 1 } });
    expect(await tell({ asked: records(101) })).toBe(true);
    expect(asked.map(({ body }) => (body['ticketIds'] as string[]).length)).toEqual([50, 50, 1]);
    expect(said.at(-1)).toMatch(/^Erased now: 101 tickets[.]/);
    expect(await tell({})).toBe(true);
    expect(asked).toHaveLength(3);
    expect(said.at(-1)).toMatch(/^Erased now: nothing[.]/);
  });

  it('asks again while services are not there yet, and counts what each request did', async () => {
    answers({}, { pending: ['notify'], erased: { ticket: 1 } }, { erased: { mail: 1 } });
    script[0] = { status: 503, body: { detail: 'The view of tickets is not level with the log yet; try again soon.' } };
    expect(await tell({ asked: records(1) })).toBe(true);
    expect(said).toEqual([
      'tickets cannot do that now: The view of tickets is not level with the log yet; try again soon. Trying again for 1 s …',
      'Erased now: 1 ticket, 1 mail. What else the logs name was erased before, or is not there.',
    ]);
  });

  it('is not done where somebody does not answer, or a call goes on', async () => {
    answers({ pending: ['directory'], kept: [{ kind: 'call', id: 'c-1', why: 'running' }] });
    expect(await tell({ asked: records(1) })).toBe(false);
    expect(said.slice(-2)).toEqual([
      'NOT erased, since they still go on: call c-1. Run this again when they are over.',
      'NOT complete, since these did not answer: directory. Start them and run this again.',
    ]);
  });

  it('takes back consents, unless their ticket is not there or was erased', async () => {
    script = [200, 404, 409].map((status) => ({ status, body: {} }));
    expect(await tell({ withdrawn: ['A', 'B', 'C'] })).toBe(true);
    expect(asked.map(({ path }) => path)).toEqual(['A', 'B', 'C'].map((id) => `/tickets/${id}/withdraw-consent`));
    expect(said.slice(1)).toEqual([
      'Taken back, now or before: 1 consent.',
      'Not there, so there is nothing to erase: ticket B.',
    ]);
  });

  it.each([
    [
      401,
      { detail: 'The token has expired.' },
      ConfigError,
      /^tickets refuses the token \(401: The token has expired\)/,
    ],
    [403, {}, ConfigError, /^tickets refuses the token \(403\): set ACCESS_TOKEN to a valid one .* role privacy[.]$/],
    [
      409,
      { detail: 'The log of tickets lacks what its lists show: make the streams again (npm run …).' },
      ConfigError,
      /^tickets refuses it: The log of tickets lacks .*: make the streams again \(npm run …\)[.]$/,
    ],
    [404, {}, ConfigError, /^tickets answered \/persons\/erase with 404: is it this version[?]$/],
    [500, {}, Unavailable, /^tickets cannot do that now[.]$/],
  ])('ends with a sentence where it is answered with %d', async (status, body, kind, sentence) => {
    script = [{ status, body }];
    const told = tell({ asked: records(1) });
    await expect(told).rejects.toThrow(kind);
    await expect(told).rejects.toThrow(sentence);
  });

  it('ends with a sentence where nobody answers', async () => {
    const nobody = createPrivacyClient(
      { tickets: 'http://127.0.0.1:9', notify: 'http://127.0.0.1:9' },
      { as: () => Promise.resolve({ authorization: '' }) },
    );
    const told = eraseAgain({ asked: records(1), withdrawn: [] }, nobody, () => undefined, { tries: 1, pauseMs: 1 });
    await expect(told).rejects.toThrow(/^tickets cannot be reached at http:.*: start the system, or set TICKETS_URL/);
    expect(await nobody.holdsMails()).toBeUndefined();
  });
});

it.each([
  [{ status: 'ready', degraded: ['view', 'mails'] }, /^notify holds all mails/],
  [{ status: 'ready' }, /^notify sends mails, maybe .*: start it with HOLD_MAILS=yes first[.]$/],
  [{ status: 'not ready', missing: ['nats'], degraded: 7 }, /^notify does not answer at http/],
])('what goes out meanwhile is said by what notify says of itself: %j', async (body, sentence) => {
  script = [{ status: 200, body }];
  expect(mailsOf(await client.holdsMails(), { tickets: url, notify: url })).toMatch(sentence);
});
