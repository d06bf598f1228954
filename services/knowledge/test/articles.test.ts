import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { get, post } from '@serviceportal/test/http';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import type { As } from '@serviceportal/test/tokens';
import { recordDirectory } from './support/directory.ts';
import { type Listed, type Replica, type Shown, startReplica } from './support/replica.ts';
import { articleAbout } from './support/sample.ts';
import { readView } from './support/view.ts';

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

describe('the city folder', () => {
  it('is seeded once, although two replicas start at once', async () => {
    const { body } = await replica.get<Listed>('/articles?limit=200');
    expect(body.items).toHaveLength(15);
    expect(body.items).toEqual(expect.arrayContaining([expect.objectContaining({ articleId: 'wohngeld-beantragen' })]));
    expect(body.items.every(({ revision }) => revision === 1)).toBe(true);
    expect((await realm.jsm.streams.info('KNOWLEDGE')).state.messages).toBe(15);
    expect((await other.get('/articles?limit=200')).body).toEqual(body);
  });

  it('never comes back over what an editor retired or changed', async () => {
    await replica.remove('corona-isolation');
    const third = await startReplica(realm);
    try {
      expect((await third.get('/articles/corona-isolation')).status).toBe(404);
      expect(await third.find('Corona Isolation')).not.toContain('corona-isolation');
    } finally {
      await third.close();
    }
  });
});

describe('an article', () => {
  it('is created, found at once, changed, retired and brought back', async () => {
    const created = await replica.put('sofa', articleAbout('Sofas'));
    expect(created).toMatchObject({
      status: 200,
      body: { articleId: 'sofa', title: 'Sofas anmelden', language: 'de', keywords: [], revision: 1 },
    });
    expect(created.headers.get('etag')).toBe('"1"');
    expect(await replica.find('Sofa')).toEqual(['sofa']);
    expect(await replica.get('/articles/sofa')).toMatchObject({ status: 200, body: created.body });

    const changed = await replica.put('sofa', articleAbout('Chaiselongues'), { ifMatch: '"1"' });
    expect(changed).toMatchObject({ status: 200, body: { revision: 2 } });
    expect([await replica.find('Sofa'), await replica.find('Chaiselongue')]).toEqual([[], ['sofa']]);

    expect((await replica.remove('sofa', 2)).status).toBe(204);
    expect((await replica.remove('sofa')).status).toBe(204);
    expect(await replica.find('Chaiselongue')).toEqual([]);
    expect((await replica.get('/articles/sofa')).status).toBe(404);

    const again = await replica.put('sofa', articleAbout('Ottomanen'));
    expect(again).toMatchObject({ status: 200, body: { revision: 4 } });
    expect(await replica.find('Ottomane')).toEqual(['sofa']);
  });

  it('reaches the other replica and the database', async () => {
    await replica.put('kommode', articleAbout('Kommoden'));
    await eventually(async () => expect(await other.find('Kommode')).toEqual(['kommode']));
    await eventually(async () => expect(await readView(realm).revisions()).toMatchObject({ kommode: 1 }));
  });

  it('that changed in the meantime is not overwritten', async () => {
    await replica.put('regal', articleAbout('Regale'));
    await other.put('regal', articleAbout('Regalböden'), { ifMatch: 1 });
    for (const ifMatch of [undefined, 1, 3]) {
      expect(await replica.put('regal', articleAbout('Bretter'), { ifMatch })).toMatchObject({
        status: 412,
        body: {
          type: 'urn:serviceportal:problem:revision-mismatch',
          detail: 'The article is at revision 2: load it, make your change to that, and name the revision in If-Match.',
        },
      });
    }
    expect((await replica.remove('regal', 1)).status).toBe(412);
    expect((await other.get('/articles/regal')).body).toMatchObject({ title: 'Regalböden anmelden', revision: 2 });
    expect((await replica.put('neu', articleAbout('Neues'), { ifMatch: 1 })).status).toBe(412);
  });

  it('of twenty editors who change the same revision takes one change', async () => {
    await replica.put('tisch', articleAbout('Tische'));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, editor) =>
        [replica, other][editor % 2]!.put('tisch', articleAbout(`Tische ${editor}`), { ifMatch: 1 }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(412)]);
  });

  it('can be sent back as it was read', async () => {
    await replica.put('lampe', articleAbout('Lampen', { validUntil: '2026-11-22' }));
    const { body } = await replica.get<Shown>('/articles/lampe');
    expect(body).toMatchObject({ expired: true });
    const sent = { ...body, validUntil: '2026-11-23' };
    const changed = await replica.put('lampe', sent, { ifMatch: body.revision });
    expect(changed).toMatchObject({ status: 200, body: { revision: 2, validUntil: '2026-11-23' } });
    expect(changed.body).not.toHaveProperty('expired');
  });

  it('that never was cannot be retired', async () => {
    expect(await replica.remove('nichts')).toMatchObject({ status: 404, body: { title: 'Not found' } });
  });
});

describe('the same request twice', () => {
  it('with a key is one revision and one answer, on either replica', async () => {
    const first = await replica.put('stuhl', articleAbout('Stühle'), { key: 'k-1' });
    const second = await replica.put('stuhl', articleAbout('Stühle'), { key: 'k-1' });
    const third = await other.put('stuhl', articleAbout('Stühle'), { key: 'k-1' });
    expect([second.body, third.body]).toEqual([first.body, first.body]);
    expect(first.body.revision).toBe(1);
  });

  it('with a key but another body is refused', async () => {
    await replica.put('bank', articleAbout('Bänke'), { key: 'k-2' });
    expect((await replica.put('bank', articleAbout('Hocker'), { key: 'k-2' })).status).toBe(422);
    expect((await replica.get('/articles/bank')).body).toMatchObject({ title: 'Bänke anmelden' });
  });
});

describe('a list of articles', () => {
  it('comes in pages, by id, of one department', async () => {
    await replica.put('a-1', articleAbout('Altes'));
    await replica.put('a-2', articleAbout('Älteres'));
    const first = await replica.get<Listed>('/articles?departmentId=umwelt&limit=1');
    expect(first.body).toMatchObject({ items: [{ articleId: 'a-1' }], nextCursor: 'a-1' });
    const rest = await replica.get<Listed>(`/articles?departmentId=umwelt&cursor=${first.body.nextCursor}`);
    expect(rest.body.items[0]).toMatchObject({ articleId: 'a-2' });
    expect(rest.body).not.toHaveProperty('nextCursor');
    expect((await replica.get('/articles?departmentId=niemand')).body).toEqual({ items: [] });
  });

  it('shows an editor those to be reviewed before a day', async () => {
    await replica.put('r-1', articleAbout('Reifen', { reviewBy: '2026-11-30' }));
    await replica.put('r-2', articleAbout('Räder', { reviewBy: '2026-12-01' }));
    const { body } = await replica.get<Listed>('/articles?departmentId=umwelt&reviewBefore=2026-12-01');
    expect(body.items).toMatchObject([{ articleId: 'r-1' }]);
  });
});

it('the service describes itself', async () => {
  const { body } = await replica.get<{ paths: object }>('/openapi.json');
  expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/search', '/articles', '/articles/{articleId}']));
});

describe('an article that is not for the public', () => {
  it('looks to citizens and the homepage as if it were not there, and is found by whoever answers them', async () => {
    const internal = { ...articleAbout('Geheimgänge'), audience: 'internal' };
    expect((await replica.put('geheimgaenge', internal)).status).toBe(200);
    const homepage: As = { id: 'homepage', roles: ['homepage'] };
    const agent: As = { id: 'anna', roles: ['agent'] };
    const paths = ['/search?q=Geheimgänge', '/search?q=Geheimgänge&audience=internal', '/articles?limit=200'];
    for (const as of ['anonymous', homepage] as const) {
      const missing = await get(`${replica.url}/articles/gibt-es-nicht`, { as });
      expect(missing.status).toBe(404);
      const { status, body } = await get(`${replica.url}/articles/geheimgaenge`, { as });
      expect({ status, body }).toEqual({ status: missing.status, body: missing.body });
      for (const path of paths) {
        const shown = await get(replica.url + path, { as });
        expect([path, shown.status, JSON.stringify(shown.body).includes('geheimgaenge')]).toEqual([path, 200, false]);
      }
    }
    for (const path of [...paths, '/articles/geheimgaenge']) {
      const { body } = await get(replica.url + path, { as: agent });
      expect(JSON.stringify(body)).toContain('geheimgaenge');
    }
    expect(
      (await post(`${replica.url}/articles/geheimgaenge/feedback`, { helped: true }, { as: homepage })).status,
    ).toBe(404);
  });

  it('has a note for agents that citizens do not see', async () => {
    const noted = { ...articleAbout('Brunnen'), internalNote: 'Vor einer Auskunft prüfen' };
    expect((await replica.put('brunnen', noted)).status).toBe(200);
    const noteFor = async (as: As | 'anonymous') =>
      (await get<{ internalNote?: string }>(`${replica.url}/articles/brunnen`, { as })).body.internalNote;
    expect(await noteFor({ id: 'anna', roles: ['agent'] })).toBe('Vor einer Auskunft prüfen');
    expect(await noteFor('anonymous')).toBeUndefined();
  });
});
