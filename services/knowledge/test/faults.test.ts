import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ArticlePublished, DURABLES } from '@serviceportal/shared/contracts';
import { dataSchema } from '@serviceportal/shared/log';
import { caughtUp } from '@serviceportal/test/caught-up';
import { eventually } from '@serviceportal/test/eventually';
import { startServiceProcess } from '@serviceportal/test/service-process';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { recordDirectory } from './support/directory.ts';
import { type Replica, replicaAt, startReplica } from './support/replica.ts';
import { articleAbout } from './support/sample.ts';
import { readView } from './support/view.ts';

// What a killed process had in hand is kept for it for a while.
jest.setTimeout(60_000);

let realm: Realm;
const replicas: Replica[] = [];

beforeAll(async () => {
  realm = await openRealm({ ownDatabase: true });
  await recordDirectory(realm);
});

afterEach(async () => {
  for (const replica of replicas.splice(0)) await replica.close();
});

afterAll(() => realm?.close());

async function open(): Promise<Replica> {
  const replica = await startReplica(realm);
  replicas.push(replica);
  return replica;
}

const untilReady = (replica: Replica, body: object) =>
  eventually(async () => expect(await replica.get('/health/ready')).toMatchObject({ status: 200, body }));

/** Until nothing waits for the view any more, and it has these articles at these revisions. */
async function untilLevel(articles: Record<string, number>): Promise<void> {
  await eventually(async () => expect(await readView(realm).revisions()).toMatchObject(articles), 25_000);
  await caughtUp(realm.jsm, DURABLES.knowledgeView, 25_000);
}

describe('without the database', () => {
  beforeEach(() => realm.database.kill());

  it('the service starts, searches and takes changes; the view catches up', async () => {
    const replica = await open();
    await untilReady(replica, { degraded: ['view'] });
    expect(await replica.find('Wohngeld')).toContain('wohngeld-beantragen');
    expect((await replica.put('sofa', articleAbout('Sofas'))).status).toBe(200);
    expect((await replica.put('sofa', articleAbout('Ottomanen'), { ifMatch: 1 })).status).toBe(200);
    expect(await replica.find('Ottomane')).toEqual(['sofa']);
    expect((await replica.post('/gaps', { query: 'Drachen halten' })).status).toBe(204);
    expect((await replica.get('/gaps')).status).toBe(503);

    await realm.database.start();
    await untilLevel({ sofa: 2, 'wohngeld-beantragen': 1 });
    await eventually(async () => expect((await replica.get('/health/ready')).body).not.toHaveProperty('degraded'));
    expect(await readView(realm).events()).toBe((await realm.jsm.streams.info('KNOWLEDGE')).state.messages);
    await eventually(async () =>
      expect((await replica.get('/gaps')).body).toMatchObject({ items: [{ query: 'Drachen halten', count: 1 }] }),
    );
  });
});

describe('a process killed while it writes the view', () => {
  it('leaves nothing out: another one writes it', async () => {
    const process = await startServiceProcess(realm, 'knowledge');
    const victim = replicaAt(process.url, () => process.end('SIGTERM'));
    await untilLevel({ 'wohngeld-beantragen': 1 });
    // Without the database the projector holds what it has in hand: that is when it is killed.
    await realm.database.kill();
    for (let revision = 0; revision < 3; revision++) {
      const ifMatch = revision === 0 ? undefined : revision;
      expect((await victim.put('regal', articleAbout(`Regale ${revision}`), { ifMatch })).status).toBe(200);
    }
    await eventually(async () => {
      const { num_ack_pending } = await realm.jsm.consumers.info('KNOWLEDGE', DURABLES.knowledgeView.name);
      expect(num_ack_pending).toBe(3);
    });
    await process.end('SIGKILL');
    await realm.database.start();

    const heir = await open();
    expect(await heir.find('Regal')).toEqual(['regal']);
    await untilLevel({ regal: 3 });
    expect(await readView(realm).events()).toBe((await realm.jsm.streams.info('KNOWLEDGE')).state.messages);
  });
});

describe('before the directory is there', () => {
  it('the service searches and refuses changes it cannot check', async () => {
    const young = await openRealm();
    const replica = await startReplica(young);
    try {
      expect(await replica.get('/health/ready')).toMatchObject({ status: 503, body: { missing: ['directory'] } });
      expect(await replica.find('Wohngeld')).toContain('wohngeld-beantragen');
      expect((await replica.put('vase', articleAbout('Vasen'))).status).toBe(503);
      await recordDirectory(young);
      await eventually(async () => expect((await replica.put('vase', articleAbout('Vasen'))).status).toBe(200));
    } finally {
      await replica.close();
      await young.close();
    }
  });
});

describe('without NATS', () => {
  it('the service searches and shows, refuses changes, and goes on by itself', async () => {
    const [replica, other] = [await open(), await open()];
    await untilReady(replica, {});
    await realm.nats.kill();
    await eventually(async () =>
      expect(await replica.get('/health/ready')).toMatchObject({ status: 503, body: { missing: ['nats'] } }),
    );
    expect(await replica.find('Wohngeld')).toContain('wohngeld-beantragen');
    expect((await replica.get('/articles/wohngeld-beantragen')).status).toBe(200);
    const refused = await replica.put('lampe', articleAbout('Lampen'), { key: 'lamp-1' });
    expect(refused).toMatchObject({ status: 503, body: { type: 'urn:serviceportal:problem:unavailable' } });
    expect(await replica.find('Lampe')).toEqual([]);

    await realm.nats.start();
    await untilReady(replica, {});
    await eventually(async () => {
      const taken = await replica.put('lampe', articleAbout('Lampen'), { key: 'lamp-1' });
      expect(taken).toMatchObject({ status: 200, body: { revision: 1 } });
    });
    await eventually(async () => expect(await other.find('Lampe')).toEqual(['lampe']), 25_000);
    await untilLevel({ lampe: 1 });
  });
});

describe('a bad message on the stream', () => {
  const envelope = (subject: string, data: object) =>
    JSON.stringify({
      ...{ specversion: '1.0', id: `bad-${subject}`, type: ArticlePublished.type, source: 'test', subject },
      ...{ time: '2026-11-23T10:00:00Z', dataschema: dataSchema(ArticlePublished) },
      ...{ correlationid: subject, causationid: subject, authtype: 'service', authid: 'test', data },
    });

  it('goes to the dead letters with its reason and is skipped; search goes on, also in a new replica', async () => {
    const replica = await open();
    await untilReady(replica, {});
    const js = realm.jsm.jetstream();
    await js.publish('knowledge.article.kein-json', '{"specversion": ');
    await js.publish('knowledge.article.kein-umschlag', '{"title": "Herrenlos"}');
    await js.publish('knowledge.article.wohngeld-beantragen', '\u0000');
    await js.publish('knowledge.article.kein-artikel', envelope('kein-artikel', { article: { title: 7 } }));
    const stranger = { ...articleAbout('Fremdes'), articleId: 'sofa', keywords: [], language: 'de', revision: 99 };
    await js.publish('knowledge.article.fremder', envelope('fremder', { article: stranger }));
    await replica.put('danach', articleAbout('Nachzügler'));

    await eventually(async () => {
      const letters = await realm.deadLetters();
      expect(letters.map(({ service, consumer, reason }) => ({ service, consumer, reason }))).toEqual(
        ['bad-json', 'bad-envelope', 'bad-json'].map((reason) => {
          return { service: 'knowledge', consumer: DURABLES.knowledgeView.name, reason };
        }),
      );
    });
    const metrics = await (await fetch(`${replica.url}/metrics`)).text();
    expect(metrics).toMatch(/serviceportal_dead_letters_total\{durable="knowledge-view",reason="bad-json"\} 2/);
    // Whoever has the last good revision keeps it.
    expect(await replica.find('Wohngeld')).toContain('wohngeld-beantragen');
    expect(await replica.find('Fremdes')).toEqual([]);

    const later = await open();
    expect(await later.find('Nachzügler')).toEqual(['danach']);
    expect(await later.find('Reisepass')).toContain('reisepass-beantragen');
    expect((await later.get('/articles/kein-artikel')).status).toBe(404);
    await untilLevel({ danach: 1 });
  });
});
