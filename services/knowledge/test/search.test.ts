import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type Msg, nkeyAuthenticator } from '@nats-io/transport-node';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { parse } from 'yaml';
import { recordDirectory } from './support/directory.ts';
import { type Found, type Listed, type Replica, startReplica } from './support/replica.ts';
import { articleAbout } from './support/sample.ts';

const all = parse(readFileSync(join(import.meta.dirname, 'questions.yaml'), 'utf8')) as {
  ask: string;
  expect?: string[];
}[];
const questions = all.flatMap(({ ask, expect: right }) => (right === undefined ? [] : [{ ask, expect: right }]));
const unanswered = all.filter(({ expect: right }) => right === undefined);

let realm: Realm;
let replica: Replica;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await recordDirectory(realm);
  replica = await startReplica(realm);
  await eventually(async () => expect((await replica.get('/health/ready')).status).toBe(200));
});

afterAll(async () => {
  await replica?.close();
  await realm?.close();
});

describe('what citizens ask', () => {
  it.each(questions)('has the right article in the first three: $ask', async ({ ask, expect: right }) => {
    const found = await replica.find(ask);
    expect(found.slice(0, 3).some((articleId) => right.includes(articleId))).toBe(true);
  });

  it.each(unanswered)('finds nothing where no article fits: $ask', async ({ ask }) => {
    expect(await replica.find(ask)).toEqual([]);
  });

  it('has the right article first in at least 17 of 20', async () => {
    const first = await Promise.all(questions.map(async ({ ask }) => (await replica.find(ask))[0] ?? ''));
    const right = questions.filter(({ expect: wanted }, index) => wanted.includes(first[index] ?? ''));
    expect(right.length / questions.length).toBeGreaterThanOrEqual(17 / 20);
  });
});

describe('a search', () => {
  it('answers what the interface promises', async () => {
    const { status, body } = await replica.get('/search?q=perso+verlängern&limit=1');
    expect(status).toBe(200);
    expect(body).toEqual({
      hits: [
        {
          articleId: 'personalausweis-beantragen',
          title: expect.any(String),
          snippet: expect.any(String),
          highlights: expect.any(Array),
          score: expect.any(Number),
          topicId: expect.any(String),
          departmentId: 'melde-pass',
        },
      ],
      tookMs: expect.any(Number),
    });
  });

  it('says how it understood a typing slip', async () => {
    expect((await replica.get('/search?q=Wohngled')).body).toMatchObject({ corrected: 'Wohngeld' });
  });

  it('finds an article up to and with its last valid day; by id it stays readable, marked', async () => {
    await replica.put('maerz', articleAbout('Flohmärkte', { validUntil: '2026-11-22' }));
    await replica.put('heute', articleAbout('Flohmärkte', { validUntil: '2026-11-23' }));
    expect(await replica.find('Flohmarkt')).toEqual(['heute']);
    expect((await replica.get<Found>('/search?q=Flohmarkt')).body.hits[0]).toMatchObject({ validUntil: '2026-11-23' });
    expect(await replica.get('/articles/maerz')).toMatchObject({ status: 200, body: { expired: true } });
    expect((await replica.get('/articles/heute')).body).not.toHaveProperty('expired');
    const { body } = await replica.get<Listed>('/articles?departmentId=umwelt');
    expect(body.items).toMatchObject([{ articleId: 'heute' }, { articleId: 'maerz', expired: true }]);
  });

  it('keeps to department, language, audience and limit', async () => {
    await replica.put('intern', articleAbout('Kühlschränke', { audience: 'internal' }));
    await replica.put('fridge', articleAbout('Kühlschränke', { language: 'en' }));
    expect((await replica.find('Kühlschrank')).sort()).toEqual(['fridge', 'intern']);
    expect(await replica.find('Kühlschrank', { audience: 'public' })).toEqual(['fridge']);
    expect(await replica.find('Kühlschrank', { lang: 'de' })).toEqual(['intern']);
    expect(await replica.find('Kühlschrank', { departmentId: 'wohngeld' })).toEqual([]);
    expect(await replica.find('Kühlschrank', { limit: '1' })).toHaveLength(1);
    expect(await replica.find('beantragen', { limit: '200' })).not.toHaveLength(0);
  });

  it('shows plain text out of what an editor wrote, the words to mark beside it', async () => {
    const body = 'Die **Waschmaschine** holt [die Stadt](https://krefeld.example) bei < 3 Personen.';
    await replica.put('maschine', articleAbout('Waschmaschinen', { body }));
    const { body: answer } = await replica.get<Found>('/search?q=Waschmaschine&limit=1');
    const { snippet, highlights } = answer.hits[0]!;
    expect(snippet).toBe('Die Waschmaschine holt die Stadt bei < 3 Personen.');
    expect(highlights.map(([from, to]) => snippet.slice(from, to))).toEqual(['Waschmaschine']);
  });
});

describe('a search for nonsense finds nothing, with 200:', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['stop words', 'Wie kann ich das bitte machen'],
    ['emoji', '🐕🐕‍🦺🇩🇪'],
    ['10,000 letters', 'x'.repeat(10_000)],
    ['3,000 words of one letter', 'x '.repeat(3_000)],
    ['NUL and marks of direction', '\u0000\u202e'],
    ['an expression', '.*(a+)+$'],
    ['an operator', '{"$gt": ""}'],
    ['names of the language', '__proto__ constructor toString'],
    ['SQL', "' OR 1=1; DROP TABLE articles;--"],
  ])('%s', async (_what, q) => {
    const { status, body } = await replica.get<Found>(`/search?q=${encodeURIComponent(q)}`);
    expect({ status, hits: body.hits }).toEqual({ status: 200, hits: [] });
  });
});

describe('over NATS', () => {
  async function request(payload: string): Promise<Msg> {
    const authenticator = nkeyAuthenticator(readFileSync(realm.seedFile('frontends', 'demo-frontend')));
    const connection = await connect({ servers: realm.nats.url, authenticator });
    try {
      return await connection.request('cmd.knowledge.search', payload, { timeout: 5_000 });
    } finally {
      await connection.close();
    }
  }

  it('a frontend searches with the same words and gets the same hits', async () => {
    const answer = await request(JSON.stringify({ q: 'Reisepass', limit: 2 }));
    const { hits } = answer.json<{ hits: unknown[] }>();
    expect(hits).toEqual((await replica.get<Found>('/search?q=Reisepass&limit=2')).body.hits);
    expect(hits).toHaveLength(2);
  });

  it.each([
    ['a list', '["Reisepass"]'],
    ['an unknown field', '{"q": "Reisepass", "sort": "title"}'],
    ['an operator for a text', '{"q": {"$gt": ""}}'],
  ])('%s is refused', async (_what, payload) => {
    const answer = await request(payload);
    expect(answer.headers?.get('status')).toBe('400');
    expect(answer.json()).toMatchObject({ type: 'urn:serviceportal:problem:invalid' });
  });
});
