import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, headers, type Msg, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import type { CommandEndpoint, Sender } from './index.ts';
import { openReplica, type Replica } from './testing/replica.ts';

let realm: Realm;
let frontend: NatsConnection;
const replicas: Replica[] = [];

beforeAll(async () => {
  realm = await openRealm();
  frontend = await connect({
    servers: realm.nats.url,
    authenticator: nkeyAuthenticator(readFileSync(realm.seedFile('frontends', 'demo-frontend'))),
  });
}, 60_000);

afterAll(async () => {
  await frontend.close();
  await realm.close();
});

afterEach(async () => {
  await Promise.all(replicas.splice(0).map(({ life }) => life.close()));
});

async function serving(handle: CommandEndpoint['handle']): Promise<Replica> {
  const replica = await openReplica(realm, 'call-intake');
  replicas.push(replica);
  await replica.log.commands([{ name: 'answer-call', subject: 'cmd.call-intake.answer', handle }]);
  return replica;
}

const ask = (body: string, from = frontend): Promise<Msg> =>
  from.request('cmd.call-intake.answer', body, { timeout: 5_000 });

describe('a command', () => {
  it('is answered with the status and body of its handler', async () => {
    const seen: unknown[] = [];
    await serving((payload, _, subject) => {
      seen.push(payload, subject);
      return Promise.resolve({ status: 201, body: { callId: '1' } });
    });
    const answer = await ask('{"agentId":"anna"}');
    expect(answer.json()).toEqual({ callId: '1' });
    expect(answer.headers?.get('status')).toBe('201');
    expect(answer.headers?.get('content-type')).toBe('application/json');
    expect(answer.headers?.get('Nats-Service-Error-Code')).toBe('');
    expect(seen).toEqual([{ agentId: 'anna' }, 'cmd.call-intake.answer']);
  });

  it.each<[string, string, unknown]>([
    ['nothing', '', {}],
    ['no JSON', '{"agentId":', undefined],
  ])('of %s reaches its handler, which says what it wants', async (_, text, payload) => {
    const seen: unknown[] = [];
    await serving((given) => {
      seen.push(given);
      return Promise.resolve({ status: 204, body: undefined });
    });
    expect((await ask(text)).data).toHaveLength(0);
    expect(seen).toEqual([payload]);
  });

  it('that is refused is answered by a service error with the problem', async () => {
    const problem = { type: 'https://example.org/problems/conflict', title: 'Conflict', status: 409 };
    await serving(() => Promise.resolve({ status: 409, body: problem }));
    const answer = await ask('{}');
    expect(answer.json()).toEqual(problem);
    expect(answer.headers?.get('Nats-Service-Error-Code')).toBe('409');
    expect(answer.headers?.get('Nats-Service-Error')).toBe('Conflict');
    expect(answer.headers?.get('content-type')).toBe('application/problem+json');
  });

  it.each<[string, CommandEndpoint['handle']]>([
    ['whose handler throws', () => Promise.reject(new Error('Erika Mustermann'))],
    ['whose answer is too large', () => Promise.resolve({ status: 200, body: 'x'.repeat(1024 * 1024) })],
  ])('%s is answered by an error that says nothing, and the next one works', async (_, broken) => {
    let first = true;
    await serving((...given) => {
      const handle = first ? broken : () => Promise.resolve({ status: 200, body: 'fine' });
      first = false;
      return handle(...given);
    });
    const answer = await ask('{}');
    expect(answer.headers?.get('Nats-Service-Error-Code')).toBe('500');
    expect(answer.string()).not.toContain('Erika');
    expect((await ask('{}')).json()).toBe('fine');
  });

  it('from a frontend names its account, whatever the frontend says; one of ours names none', async () => {
    const senders: Sender[] = [];
    await serving((_, sender) => {
      senders.push(sender);
      return Promise.resolve({ status: 204, body: undefined });
    });
    await ask('{}');
    const forged = headers();
    forged.set('Nats-Request-Info', '{"acc":"FRONT_another"}');
    await frontend.request('cmd.call-intake.answer', '{}', { timeout: 5_000, headers: forged });
    await ask('{}', realm.operator);
    expect(senders).toEqual([{ account: 'FRONT_demo-frontend' }, { account: 'FRONT_demo-frontend' }, {}]);
  });

  it('goes to one of the replicas', async () => {
    let handled = 0;
    for (let i = 0; i < 2; i++) {
      await serving(() => {
        handled += 1;
        return Promise.resolve({ status: 204, body: undefined });
      });
    }
    await Promise.all(Array.from({ length: 20 }, () => ask('{}')));
    expect(handled).toBe(20);
  });

  it('in work when the service ends is still answered', async () => {
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const { life } = await serving(async () => {
      begun.resolve();
      await gate.promise;
      return { status: 200, body: 'done' };
    });
    const asked = ask('{}');
    await begun.promise;
    const closing = life.close();
    gate.resolve();
    expect((await asked).json()).toBe('done');
    await closing;
  });
});

it('the service is found by its name and says what it takes', async () => {
  await serving(() => Promise.resolve({ status: 204, body: undefined }));
  const found = (await realm.operator.request('$SRV.PING.call-intake', '', { timeout: 2_000 })).json();
  expect(found).toMatchObject({ name: 'call-intake', type: 'io.nats.micro.v1.ping_response' });
  const info = (await realm.operator.request('$SRV.INFO.call-intake', '', { timeout: 2_000 })).json();
  expect(info).toMatchObject({ endpoints: [{ name: 'answer-call', subject: 'cmd.call-intake.answer' }] });
});
