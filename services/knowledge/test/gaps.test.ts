import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { recordDirectory } from './support/directory.ts';
import { type ListedGaps, type Replica, startReplica } from './support/replica.ts';
import { articleAbout } from './support/sample.ts';

let realm: Realm;
let replica: Replica;
let other: Replica;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await recordDirectory(realm);
  [replica, other] = await Promise.all([startReplica(realm), startReplica(realm)]);
  await eventually(async () => expect((await replica.get('/health/ready')).status).toBe(200));
});

afterAll(async () => {
  await other?.close();
  await replica?.close();
  await realm?.close();
});

const stored = async () => (await realm.jsm.streams.info('GAPS')).state.last_seq;
const list = async (query = '') => (await replica.get<ListedGaps>(`/gaps${query}`)).body;
const gapOf = async (query: string) => (await list('?limit=200')).items.find((gap) => gap.query === query);

/** Until the list shows the gap of these words so. */
const untilListed = (query: string, expected: object) =>
  eventually(async () => expect(await gapOf(query)).toMatchObject(expected));

describe('searches in vain', () => {
  it('about the same are one gap, whichever replica is told', async () => {
    expect((await replica.post('/gaps', { query: 'Drachen anmelden', callId: 'call-1', agentId: 'anna' })).status).toBe(
      204,
    );
    expect(
      (await other.post('/gaps', { query: 'Wie ist die Anmeldung vom Drachen?', topicId: 'sperrmuell' })).status,
    ).toBe(204);
    await untilListed('Drachen anmelden', {
      examples: ['Drachen anmelden', 'Wie ist die Anmeldung vom Drachen?'],
      ...{ count: 2, notFound: 2, notHelped: 0, helped: 0, articleIds: [] },
      ...{ departmentId: 'umwelt', topicId: 'sperrmuell', firstAt: expect.any(String), lastAt: expect.any(String) },
    });
    expect(await gapOf('Drachen anmelden')).not.toHaveProperty('answeredBy');
  });

  it('that found something are told apart', async () => {
    await replica.put('einhorn', articleAbout('Einhörner'));
    await replica.post('/gaps', { query: 'Einhorn füttern' });
    await untilListed('Einhorn füttern', { count: 1, notFound: 0, notHelped: 1, articleIds: ['einhorn'] });
  });

  it('told by twenty agents at once all count', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, agent) =>
        [replica, other][agent % 2]!.post('/gaps', { query: 'Zentaur', agentId: `agent-${agent}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(20).fill(204));
    await untilListed('Zentaur', { count: 20 });
  });

  it('told twice with one key count once; the key with other words is refused', async () => {
    const report = { query: 'Greif beantragen' };
    const [first, second] = [await replica.post('/gaps', report, 'g-1'), await other.post('/gaps', report, 'g-1')];
    expect([first.status, second.status]).toEqual([204, 204]);
    expect((await replica.post('/gaps', { ...report, callId: 'c' }, 'g-1')).status).toBe(422);
    await untilListed('Greif beantragen', { count: 1 });
  });

  it('keep no number and no address', async () => {
    await replica.post('/gaps', { query: 'Kobold 02151 862351 erika@example.de 7K3Q-9F2M entlaufen' });
    await untilListed('Kobold entlaufen', { examples: ['Kobold entlaufen'] });
    const { data } = (await realm.jsm.streams.getMessage('GAPS', { seq: await stored() }))!;
    expect(new TextDecoder().decode(data)).not.toMatch(/862351|erika|7K3Q/);
  });
});

describe('an article', () => {
  it('that did not help is a gap of the words it was found by, until it is changed', async () => {
    await replica.put('phoenix', articleAbout('Phönixe'));
    const feedback = { helped: false, query: 'Phönix brennt', callId: 'call-2', agentId: 'anna' };
    expect((await replica.post('/articles/phoenix/feedback', feedback, 'f-1')).status).toBe(204);
    expect((await replica.post('/articles/phoenix/feedback', feedback, 'f-1')).status).toBe(204);
    const gap = { count: 1, notHelped: 1, articleIds: ['phoenix'], departmentId: 'umwelt', topicId: 'sperrmuell' };
    await untilListed('Phönix brennt', gap);
    expect(await gapOf('Phönix brennt')).not.toHaveProperty('answeredBy');

    await replica.put('phoenix', articleAbout('Phönixe', { title: 'Brennender Phönix' }), { ifMatch: 1 });
    await untilListed('Phönix brennt', { answeredBy: [{ articleId: 'phoenix', title: 'Brennender Phönix' }] });
    expect((await replica.post('/articles/phoenix/feedback', { helped: true, query: 'phönix brennt' })).status).toBe(
      204,
    );
    await untilListed('Phönix brennt', { count: 1, helped: 1 });
  });

  it('that did not help, without words, is a gap of its title', async () => {
    await replica.put('yeti', articleAbout('Yetis'));
    expect((await replica.post('/articles/yeti/feedback', { helped: false })).status).toBe(204);
    await untilListed('Yetis anmelden', { notHelped: 1, articleIds: ['yeti'] });
  });

  it('that helped leaves nothing where nothing was missing', async () => {
    const before = await stored();
    expect(
      (await replica.post('/articles/wohngeld-beantragen/feedback', { helped: true, query: 'Wohngeld' })).status,
    ).toBe(204);
    expect(await stored()).toBe(before);
  });

  it('that is not there, or not any more, cannot be rated', async () => {
    expect((await replica.post('/articles/nirgends/feedback', { helped: true })).status).toBe(404);
    await replica.remove('corona-isolation');
    expect((await replica.post('/articles/corona-isolation/feedback', { helped: false })).status).toBe(404);
  });

  it('published since shows that the gap is perhaps closed', async () => {
    await replica.post('/gaps', { query: 'Basilisk gesichtet' });
    await untilListed('Basilisk gesichtet', { notFound: 1 });
    await replica.put('basilisk', articleAbout('Basilisken'));
    await untilListed('Basilisk gesichtet', { answeredBy: [{ articleId: 'basilisk', title: 'Basilisken anmelden' }] });
  });
});

describe('the list', () => {
  it('has the most frequent first, or the newest, in pages, of a department, since a moment', async () => {
    await replica.post('/gaps', { query: 'Sphinx', departmentId: 'umwelt' });
    await untilListed('Sphinx', { count: 1 });
    const all = await list('?limit=200');
    expect(all.items[0]).toMatchObject({ query: 'Zentaur', count: 20 });
    // Others of the same second may stand before it.
    const newest = (await list('?order=newest&limit=200')).items;
    expect(newest.find(({ query }) => query === 'Sphinx')).toMatchObject({ lastAt: newest[0]!.lastAt });

    for (const order of ['frequent', 'newest']) {
      const whole = await list(`?limit=200&order=${order}`);
      const found: string[] = [];
      let page = await list(`?limit=2&order=${order}`);
      found.push(...page.items.map(({ query }) => query));
      while (page.nextCursor) {
        page = await list(`?limit=2&order=${order}&cursor=${page.nextCursor}`);
        found.push(...page.items.map(({ query }) => query));
      }
      expect(found).toEqual(whole.items.map(({ query }) => query));
    }
    const { nextCursor } = await list('?limit=1&order=newest');
    expect((await replica.get(`/gaps?cursor=${nextCursor}`)).status).toBe(400);

    const ofUmwelt = await list('?departmentId=umwelt&limit=200');
    expect(ofUmwelt.items.length).toBeLessThan(all.items.length);
    expect(ofUmwelt.items.every(({ departmentId }) => departmentId === 'umwelt')).toBe(true);
    expect((await list('?since=2026-11-24T00:00:00%2B01:00')).items).toEqual([]);
    expect((await list('?since=2026-11-23T00:00:00%2B01:00&limit=200')).items).toHaveLength(all.items.length);
  });
});

describe('a gap an editor is done with', () => {
  it('is listed no more, until it is met again', async () => {
    await replica.post('/gaps', { query: 'Golem mieten' });
    await untilListed('Golem mieten', { count: 1 });
    const { gapId } = (await gapOf('Golem mieten'))!;
    expect((await replica.closeGap(String(gapId))).status).toBe(204);
    expect((await replica.closeGap(String(gapId))).status).toBe(204);
    await eventually(async () => expect(await gapOf('Golem mieten')).toBeUndefined());
    await replica.post('/gaps', { query: 'Miete für den Golem' });
    await untilListed('Miete für den Golem', { gapId, count: 1, examples: ['Miete für den Golem'] });
  });

  it('that is not there is refused', async () => {
    expect((await replica.closeGap('nirgends')).status).toBe(404);
  });
});

describe('telling refuses, naming the field,', () => {
  it.each<[string, string, unknown, string]>([
    ['no words', '/gaps', {}, 'query'],
    ['empty words', '/gaps', { query: ' ' }, 'query'],
    ['words that say nothing', '/gaps', { query: 'Wie kann ich das bitte machen' }, 'query'],
    ['nothing but a number', '/gaps', { query: '02151 862351' }, 'query'],
    ['words that are none', '/gaps', { query: { $gt: '' } }, 'query'],
    ['too many words', '/gaps', { query: 'x'.repeat(10_001) }, 'query'],
    ['an unknown department', '/gaps', { query: 'Troll', departmentId: 'zauberei' }, 'departmentId'],
    ['a department that is no id', '/gaps', { query: 'Troll', departmentId: 'umwelt.>' }, 'departmentId'],
    ['an unknown topic', '/gaps', { query: 'Troll', topicId: 'zauber' }, 'topicId'],
    ["another department's topic", '/gaps', { query: 'Troll', departmentId: 'umwelt', topicId: 'zauber' }, 'topicId'],
    ['a call that is no id', '/gaps', { query: 'Troll', callId: 'a b' }, 'callId'],
    ['an unknown field', '/gaps', { query: 'Troll', count: 3 }, 'count'],
    ['nothing said', '/articles/wohngeld-beantragen/feedback', {}, 'helped'],
    ['perhaps', '/articles/wohngeld-beantragen/feedback', { helped: 'perhaps' }, 'helped'],
    ['an article that is no id', '/articles/a.b/feedback', { helped: true }, 'articleId'],
  ])('%s', async (_what, path, body, field) => {
    const before = await stored();
    expect(await replica.post(path, body)).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
    expect(await stored()).toBe(before);
  });
});

it('the same over NATS', async () => {
  const ask = async (verb: string, payload: object) => {
    const answer = await realm.operator.request(`cmd.knowledge.${verb}`, JSON.stringify(payload), { timeout: 5_000 });
    return answer.headers?.get('status');
  };
  const payload = { articleId: 'wohngeld-beantragen', helped: false, query: 'Lindwurm', idempotencyKey: 'n-1' };
  expect([await ask('feedback', payload), await ask('feedback', payload)]).toEqual(['204', '204']);
  expect(await ask('report-gap', { query: 'lindwurm' })).toBe('204');
  await untilListed('Lindwurm', { count: 2 });
  expect(await ask('gaps', { limit: 1 })).toBe('200');
});

it('words go by age, and with them those of every earlier revision; how often they were met stays', async () => {
  await replica.post('/gaps', { query: 'Wolpertinger füttern', callId: 'call-3' });
  await untilListed('Wolpertinger füttern', { count: 1 });
  await replica.post('/gaps', { query: 'Wolpertinger füttern', callId: 'call-4' });
  await untilListed('Wolpertinger füttern', { count: 2 });
  const { gapId } = (await gapOf('Wolpertinger füttern'))!;
  // A shared durable would give the work to one whose clock shows today.
  await Promise.all([replica.close(), other.close()]);
  replica = await startReplica(realm, undefined, { CITY_CLOCK: '2027-02-22T10:00:00+01:00' });
  await eventually(async () => {
    const { state } = await realm.jsm.streams.info('GAPS', { subjects_filter: `gaps.${String(gapId)}` });
    expect(state.subjects).toEqual({ [`gaps.${String(gapId)}`]: 1 });
  }, 20_000);
  const { data } = (await realm.jsm.streams.getMessage('GAPS', { last_by_subj: `gaps.${String(gapId)}` }))!;
  const marker = new TextDecoder().decode(data);
  expect(marker).not.toContain('Wolpertinger');
  expect(JSON.parse(marker)).toMatchObject({
    type: 'GapErased',
    data: { why: 'age', gap: { notFound: 2, query: '' } },
  });
}, 30_000);
