import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { connect, headers, type NatsConnection, nkeyAuthenticator, nkeys } from '@nats-io/transport-node';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import {
  ANCHORING_SERVICE,
  departmentDurable,
  DURABLES,
  durablesOf,
  type ServiceName,
  SERVICES,
  STREAMS,
} from '../contracts/index.ts';
import { inboxPrefix } from './index.ts';

type User = ServiceName | 'standesamt' | 'demo-frontend';

let realm: Realm;
const connections = {} as Record<User, NatsConnection>;
/** What the server told each user it may not do. */
const violations: Partial<Record<User, string[]>> = {};

beforeAll(async () => {
  realm = await openRealm();
  for (const service of SERVICES) {
    await signIn(service, realm.env(service)['NATS_SEED_FILE']!, inboxPrefix(service));
  }
  await signIn('standesamt', realm.seedFile('departments', 'standesamt'));
  await signIn('demo-frontend', realm.seedFile('frontends', 'demo-frontend'));
}, 60_000);

afterAll(async () => {
  await Promise.all(Object.values(connections).map((connection) => connection.close()));
  await realm.close();
});

async function signIn(user: User, seedFile: string, inbox = '_INBOX'): Promise<void> {
  const authenticator = nkeyAuthenticator(readFileSync(seedFile));
  const connection = await connect({ servers: realm.nats.url, authenticator, inboxPrefix: inbox });
  connections[user] = connection;
  const said: string[] = (violations[user] = []);
  void (async () => {
    for await (const status of connection.status()) if (status.type === 'error') said.push(status.error.message);
  })();
}

/** Whether the server lets `user` publish there. */
async function mayPublish(user: User, subject: string): Promise<boolean> {
  const said = violations[user]!;
  said.length = 0;
  connections[user].publish(subject, '{}');
  // The server answers in order: what it had to say about the publish is here before the answer to the flush.
  await connections[user].flush();
  await new Promise(setImmediate);
  return !said.some((message) => message.includes(`"${subject}"`));
}

async function maySubscribe(user: User, subject: string): Promise<boolean> {
  const connection = connections[user];
  let refused = false;
  const subscription = connection.subscribe(subject, { callback: (error) => void (refused ||= error !== null) });
  await connection.flush();
  subscription.unsubscribe();
  return !refused;
}

const example = (pattern: string) => pattern.replaceAll('*', 'x').replaceAll('>', 'x');

describe.each(SERVICES)('%s', (service) => {
  const foreign = STREAMS.filter(({ owner }) => owner !== service && owner !== 'all');
  const own = STREAMS.filter(({ owner, kind }) => owner === service && kind !== 'timers');

  it.each(foreign.flatMap(({ subjects }) => subjects))('may not write %s, which is not its own', async (subject) => {
    expect(await mayPublish(service, example(subject))).toBe(false);
  });

  it.each(own.flatMap(({ subjects }) => subjects))('may write its own %s', async (subject) => {
    expect(await mayPublish(service, example(subject))).toBe(true);
  });

  const others = Object.values(DURABLES).filter((durable) => durable.service !== service);
  it.each(others)('may not take what $name of $service has for it', async ({ stream, name, service: other }) => {
    // A stream's owner may read all of it, and so may who keeps a copy of it.
    const copies = stream === 'DIRECTORY' || (stream === 'KNOWLEDGE' && ['call-intake', 'notify'].includes(service));
    const mayRead = copies || STREAMS.some((each) => each.name === stream && each.owner === service);
    const next = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`;
    if (!mayRead) expect(await mayPublish(service, next)).toBe(false);
    expect(await mayPublish(service, `$JS.ACK.${stream}.${name}.1.1.1.1.1`)).toBe(false);
    expect(other).not.toBe(service);
  });

  it.each(durablesOf(service))('may take its own $name', async ({ stream, name }) => {
    expect(await mayPublish(service, `$JS.API.CONSUMER.INFO.${stream}.${name}`)).toBe(true);
  });

  it.each([
    '$JS.API.STREAM.CREATE.CALLS',
    '$JS.API.STREAM.UPDATE.CALLS',
    '$JS.API.STREAM.DELETE.CALLS',
    '$JS.API.STREAM.PURGE.CALLS',
    '$JS.API.STREAM.SNAPSHOT.TICKETS',
    '$JS.API.CONSUMER.CREATE.AUDIT',
    '$JS.API.CONSUMER.PAUSE.TICKETS.tickets-view',
    '$JS.API.STREAM.MSG.DELETE.AUDIT',
    '$JS.API.STREAM.MSG.GET.AUDIT',
    '$JS.API.STREAM.PURGE.AUDIT',
    '$SYS.REQ.SERVER.PING',
    'live.calls.x.received',
    `audit.${service === 'tickets' ? 'notify' : 'tickets'}.x`,
    `dead.${service === 'tickets' ? 'notify' : 'tickets'}.x`,
  ])('may not publish to %s', async (subject) => {
    expect(await mayPublish(service, subject)).toBe(false);
  });

  it.each(SERVICES.filter((other) => other !== service))(
    'may not read the answers to %s, nor serve for it',
    async (other) => {
      expect(await maySubscribe(service, `${inboxPrefix(other)}.>`)).toBe(false);
      expect(await maySubscribe(service, `cmd.${other}.answer`)).toBe(false);
    },
  );

  const listened = foreign.flatMap(({ subjects }) => subjects.flatMap((subject) => [subject, `live.${subject}`]));
  const wide = ['>', 'live.>', '_INBOX.>', '_INBOX_*.>', '*.>', 'cmd.>', 'due.>', 'timers.>', '$JS.>', '$SYS.>'];
  it.each([...listened, ...wide])('may not listen to %s', async (subject) => {
    expect(await maySubscribe(service, subject)).toBe(false);
  });

  it('may listen to what its own live streams store', async () => {
    for (const subject of own.filter(({ live }) => live).flatMap(({ subjects }) => subjects)) {
      expect(await maySubscribe(service, `live.${subject}`)).toBe(true);
    }
  });

  it('may read the audit log only if it anchors it', async () => {
    const anchors = service === ANCHORING_SERVICE;
    expect(await mayPublish(service, '$JS.API.DIRECT.GET.AUDIT')).toBe(anchors);
    expect(await mayPublish(service, '$JS.API.DIRECT.GET.AUDIT.audit.tickets.x')).toBe(anchors);
  });

  it('may leave a dead letter and an audit record of its own', async () => {
    expect(await mayPublish(service, `dead.${service}.bad-json`)).toBe(true);
    expect(await mayPublish(service, `audit.${service}.1`)).toBe(true);
  });
});

describe('a department', () => {
  const own = departmentDurable('standesamt').name;
  const other = departmentDurable('asyl').name;

  it('reads what its own durable has', async () => {
    const js = jetstream(connections.standesamt, { apiPrefix: 'core' });
    await realm.jsm.jetstream().publish('tickets.standesamt.7K3Q9F2M.opened', '{}');
    await realm.jsm.jetstream().publish('tickets.asyl.0X8M4T6P.opened', '{}');
    const consumer = await js.consumers.get('TICKETS', own);
    const seen: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: 5, expires: 1_000 })) {
      seen.push(message.subject);
      message.ack();
    }
    expect(seen).toEqual(['tickets.standesamt.7K3Q9F2M.opened']);
  });

  it.each([
    `core.CONSUMER.MSG.NEXT.TICKETS.${other}`,
    `core.CONSUMER.INFO.TICKETS.${other}`,
    'core.CONSUMER.CREATE.TICKETS',
    'core.STREAM.MSG.GET.TICKETS',
    `$JS.API.CONSUMER.MSG.NEXT.TICKETS.${other}`,
    `$JS.API.CONSUMER.MSG.NEXT.TICKETS.${own}`,
    `$JS.API.CONSUMER.DELETE.TICKETS.${own}`,
    '$JS.API.STREAM.MSG.GET.TICKETS',
    '$JS.API.DIRECT.GET.TICKETS',
    '$JS.API.STREAM.PURGE.TICKETS',
    `$JS.ACK.TICKETS.${other}.1.1.1.1.1`,
    'tickets.standesamt.7K3Q9F2M.opened',
    'tickets.asyl.0X8M4T6P.opened',
    'cmd.dept.asyl.take',
    'cmd.tickets.take',
    'intake.calls.received',
    '$SYS.REQ.SERVER.PING',
  ])('may not publish to %s', async (subject) => {
    expect(await mayPublish('standesamt', subject)).toBe(false);
  });

  it.each(['tickets.>', 'live.tickets.>', 'cmd.>', '$JS.>', '>', 'calls.>'])(
    'may not listen to %s',
    async (subject) => {
      expect(await maySubscribe('standesamt', subject)).toBe(false);
    },
  );

  it('does not reach another stream by naming it as the place for its answers', async () => {
    const before = (await realm.jsm.streams.info('TICKETS')).state.messages;
    const connection = connections.standesamt;
    for (const subject of [`core.CONSUMER.INFO.TICKETS.${own}`, `core.CONSUMER.MSG.NEXT.TICKETS.${own}`]) {
      connection.publish(subject, '', { reply: 'tickets.asyl.0X8M4T6P.opened' });
    }
    await connection.flush();
    await realm.operator.flush();
    expect((await realm.jsm.streams.info('TICKETS')).state.messages).toBe(before);
  });
});

describe('a frontend', () => {
  it('reports calls under its own name, acknowledged by the stream', async () => {
    const opts = headers();
    opts.set('Nats-Msg-Id', 'report-1');
    const report = '{"line":"hotline"}';
    const ack = (
      await connections['demo-frontend'].request('intake.calls.received', report, { headers: opts, timeout: 2_000 })
    ).json();
    expect(ack).toMatchObject({ stream: 'INTAKE' });
    const stored = await realm.jsm.streams.getMessage('INTAKE', { last_by_subj: 'intake.calls.>' });
    expect(stored!.subject).toBe('intake.calls.demo-frontend.received');
  });

  it.each([
    'intake.calls.another.received',
    'intake.calls.demo-frontend.received',
    'calls.x.received',
    'tickets.standesamt.x.opened',
    'directory.hotline.main',
    'cmd.tickets.take',
    'cmd.directory.put-department',
    'cmd.dept.standesamt.take',
    '$JS.API.STREAM.INFO.CALLS',
    '$SYS.REQ.SERVER.PING',
  ])('may not publish to %s', async (subject) => {
    expect(await mayPublish('demo-frontend', subject)).toBe(false);
  });
});

it('nobody gets in without a key, or with a wrong one', async () => {
  await expect(connect({ servers: realm.nats.url, reconnect: false })).rejects.toThrow();
  const stranger = nkeyAuthenticator(nkeys.createUser().getSeed());
  await expect(connect({ servers: realm.nats.url, authenticator: stranger, reconnect: false })).rejects.toThrow();
});
