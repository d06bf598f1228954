import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { openSite, type Site } from '../../../test/support/site.ts';
import { addGuest } from '../../accounts/guests.ts';
import { stateOf } from './target.ts';

const life = createLifecycle();
let site: Site;
let frontend: NatsConnection;
let pbx: NatsConnection;
let department: NatsConnection;
/** What a command carried that reached a service. */
const obeyed: Record<string, string>[] = [];

beforeAll(async () => {
  site = await openSite(life);
  frontend = await site.signIn(readFileSync(site.users.frontends['demo-frontend']!.seedFile));
  department = await site.signIn(readFileSync(site.users.departments['standesamt']!.seedFile));
  await addGuest({ kind: 'frontend', id: 'pbx' }, false, site);
  pbx = await site.signIn(site.lastSeed());
  site.operator.subscribe('cmd.>', {
    callback: (_, message) => {
      obeyed.push(
        Object.fromEntries((message.headers ?? headers()).keys().map((key) => [key, message.headers!.get(key)])),
      );
      message.respond('{"served":true}');
    },
  });
  await site.operator.flush();
}, 60_000);
afterAll(() => life.close());

function forged(fields: Record<string, string>) {
  const all = headers();
  for (const [name, value] of Object.entries(fields)) all.set(name, value);
  return { headers: all, timeout: 5_000 };
}

const report = (from: NatsConnection, fields: Record<string, string>) =>
  from
    .request('intake.calls.received', '{"line":"hotline"}', forged(fields))
    .then((reply) => reply.json<{ seq?: number; duplicate?: boolean; error?: { err_code: number } }>());

/** Everything but what the reports themselves add. */
async function others(): Promise<Record<string, string>> {
  const state = await stateOf(site.operator);
  return Object.fromEntries(Object.entries(state).filter(([name]) => !name.startsWith('INTAKE')));
}

async function reports(): Promise<number> {
  return (await site.server.jsm.streams.info('INTAKE')).state.messages;
}

const FUTURE = '@at 2030-01-01T00:00:00Z';

describe('a report', () => {
  it.each<Record<string, string>>([
    { 'Nats-Rollup': 'all' },
    { 'Nats-Rollup': 'sub' },
    { 'Nats-TTL': '1s' },
    { 'Nats-Schedule': FUTURE, 'Nats-Schedule-Target': 'intake.calls.pbx.received' },
    { 'Nats-Schedule': FUTURE, 'Nats-Schedule-Target': 'tickets.asyl.7K3Q9F2M.opened' },
    {
      'Nats-Schedule': FUTURE,
      'Nats-Schedule-Target': 'intake.x',
      'Nats-Schedule-Source': 'intake.calls.pbx.received',
    },
    { 'Nats-Batch-Id': 'b', 'Nats-Batch-Sequence': '1', 'Nats-Batch-Commit': '1' },
    { 'Nats-Incr': '+1' },
    { 'Nats-Stream-Source': 'DEAD 1 > >' },
    { 'Nats-Expected-Stream': 'TICKETS' },
    { 'Nats-Expected-Last-Sequence': '999' },
    { 'Nats-Expected-Last-Subject-Sequence': '999' },
    { 'Nats-Expected-Last-Subject-Sequence': '1', 'Nats-Expected-Last-Subject-Sequence-Subject': 'intake.calls.pbx.>' },
  ])('that asks the stream for more is refused, and nothing is lost by it: %j', async (fields) => {
    await report(pbx, {});
    const [before, count] = [await others(), await reports()];
    expect(await report(frontend, fields)).toMatchObject({ error: { err_code: expect.any(Number) } });
    expect(await reports()).toBe(count);
    expect(await others()).toEqual(before);
  });

  it('is never dropped for a message id, whoever used it before', async () => {
    const before = await reports();
    const answers = [];
    for (const from of [frontend, pbx, pbx]) answers.push(await report(from, { 'Nats-Msg-Id': 'call-1' }));
    expect(answers.filter(({ duplicate }) => duplicate)).toEqual([]);
    expect(await reports()).toBe(before + 3);
  });

  it.each<[Record<string, string>, string]>([
    [{ 'Nats-Trace-Dest': 'tickets.asyl.7K3Q9F2M.opened' }, 'tickets.asyl.7K3Q9F2M.opened'],
    [{ 'Nats-Trace-Dest': 'cmd.dept.asyl.take', 'Nats-Trace-Only': 'true' }, ''],
    [{ 'Nats-Trace-Dest': 'live.tickets.asyl.7K3Q9F2M.opened' }, ''],
  ])('has its way traced to nowhere: %j', async (fields) => {
    const before = await others();
    frontend.publish('intake.calls.received', '{"line":"hotline"}', forged(fields));
    await frontend.flush();
    expect(await others()).toEqual(before);
    expect(obeyed).toEqual([]);
  });

  it.each([
    'tickets.asyl.7K3Q9F2M.opened',
    'intake.calls.pbx.received',
    'cmd.dept.asyl.take',
    '$JS.API.STREAM.PURGE.CALLS',
  ])('is acknowledged into no subject of others: %s', async (reply) => {
    const [before, count] = [await others(), await reports()];
    frontend.publish('intake.calls.received', '{"line":"hotline"}', { reply });
    await frontend.flush();
    expect(await others()).toEqual(before);
    expect(await reports()).toBe(count + 1);
    expect(obeyed).toEqual([]);
  });

  it('stands under its frontend’s own name', async () => {
    const fields = { 'Nats-Subject': 'intake.calls.pbx.received', 'ce-source': 'pbx' };
    const { seq } = await report(frontend, fields);
    const stored = await site.server.jsm.streams.getMessage('INTAKE', { seq: seq! });
    expect(stored!.subject).toBe('intake.calls.demo-frontend.received');
  });
});

describe('a command', () => {
  it.each([
    ['a department', () => department, 'cmd.dept.standesamt.take', 'DEPT_standesamt'],
    ['a frontend', () => frontend, 'cmd.call-intake.answer', 'FRONT_demo-frontend'],
    ['a frontend added later', () => pbx, 'cmd.call-intake.answer', 'FRONT_pbx'],
  ])('of %s names its true account, whatever it says itself', async (_, from, subject, account) => {
    obeyed.length = 0;
    const lies = { 'Nats-Request-Info': '{"acc":"DEPT_asyl"}', 'nats-request-info': '{"acc":"CORE"}' };
    expect((await from().request(subject, '{}', forged(lies))).json()).toEqual({ served: true });
    expect(JSON.parse(obeyed[0]!['Nats-Request-Info']!)).toMatchObject({ acc: account });
  });

  it.each(['tickets.asyl.7K3Q9F2M.opened', 'calls.1.received', 'cmd.dept.asyl.take'])(
    'of a department is answered into no subject of others: %s',
    async (reply) => {
      obeyed.length = 0;
      const before = await stateOf(site.operator);
      department.publish('cmd.dept.standesamt.take', '{}', { reply });
      await department.flush();
      await site.operator.flush();
      expect(await stateOf(site.operator)).toEqual(before);
      expect(obeyed).toHaveLength(1);
    },
  );
});
