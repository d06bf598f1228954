import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { recordDirectory } from './support/directory.ts';
import { type Replica, startReplica } from './support/replica.ts';
import { articleAbout } from './support/sample.ts';

let realm: Realm;
let replica: Replica;

beforeAll(async () => {
  realm = await openRealm();
  await recordDirectory(realm);
  replica = await startReplica(realm);
  await eventually(async () => expect((await replica.get('/health/ready')).status).toBe(200));
});

afterAll(async () => {
  await replica?.close();
  await realm?.close();
});

/** Whatever happens in `act`, nothing is stored. */
async function storingNothing<T>(act: () => Promise<T>): Promise<T> {
  const before = (await realm.jsm.streams.info('KNOWLEDGE')).state.last_seq;
  const result = await act();
  expect((await realm.jsm.streams.info('KNOWLEDGE')).state.last_seq).toBe(before);
  return result;
}

const JSON_TYPE = 'application/json';
const link = (url: string) => ({ links: [{ label: 'Mehr', url }] });

describe('publishing refuses, naming the field,', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown department', { departmentId: 'zauberei' }, 'departmentId'],
    ['a department that is no id', { departmentId: 'umwelt.>' }, 'departmentId'],
    ['a topic of another department', { topicId: 'personalausweis' }, 'topicId'],
    ['no title', { title: undefined }, 'title'],
    ['a blank title', { title: ' \t ' }, 'title'],
    ['a title too long', { title: 'x'.repeat(151) }, 'title'],
    ['a title with NUL', { title: 'a\u0000b' }, 'title'],
    ['half a character', { title: 'a\ud800b' }, 'title'],
    ['a blank text', { body: '\n\n' }, 'body'],
    ['a text too long', { body: 'x'.repeat(50_001) }, 'body'],
    ['a text that is none', { body: { $gt: '' } }, 'body'],
    ['keywords that are no list', { keywords: 'Perso' }, 'keywords'],
    ['an empty keyword', { keywords: ['Perso', ''] }, 'keywords.1'],
    ['too many keywords', { keywords: Array<string>(61).fill('Perso') }, 'keywords'],
    ['an unknown language', { language: 'tlh' }, 'language'],
    ['an unknown audience', { audience: 'everyone' }, 'audience'],
    ['no day of review', { reviewBy: undefined }, 'reviewBy'],
    ['a day that does not exist', { reviewBy: '2027-02-29' }, 'reviewBy'],
    ['a German date', { validUntil: '31.12.2026' }, 'validUntil'],
    ['a script as link', link('javascript:alert(1)'), 'links.0.url'],
    ['a link that is none', link('krefeld'), 'links.0.url'],
    ['a link without label', { links: [{ url: 'https://krefeld.example' }] }, 'links.0.label'],
    ['an unknown field', { colour: 'blue' }, 'colour'],
    ['a field nobody may set', { retired: true }, 'retired'],
    ['the id of another article', { articleId: 'anderer' }, 'articleId'],
    ['a revision other than in If-Match', { revision: 7 }, 'revision'],
    ['a revision that is no number', { revision: '1' }, 'revision'],
  ])('%s', async (_what, change, path) => {
    const { status, headers, body } = await storingNothing(() => replica.put('neu', articleAbout('Sofas', change)));
    expect(status).toBe(400);
    expect(headers.get('content-type')).toMatch('application/problem+json');
    expect(body).toMatchObject({ type: 'urn:serviceportal:problem:invalid', errors: [{ path }] });
  });

  it.each([
    ['dots', 'a.b'],
    ['a wildcard', '*'],
    ['the rest of the subject', '%3E'],
    ['a blank', 'a%20b'],
    ['capitals', 'Sofa'],
    ['a line break', 'a%0D%0Ab'],
    ['65 characters', 'x'.repeat(65)],
    ['a path', '..%2F..%2Fetc'],
    ['an umlaut', '%C3%BCbersicht'],
  ])('an id with %s', async (_what, articleId) => {
    const refused = { status: 400, body: { errors: [{ path: 'articleId' }] } };
    expect(await storingNothing(() => replica.put(articleId, articleAbout('Sofas')))).toMatchObject(refused);
    expect(await storingNothing(() => replica.remove(articleId))).toMatchObject(refused);
    expect(await replica.get(`/articles/${articleId}`)).toMatchObject(refused);
  });

  it.each(['drei', '*', '"1", "2"', '-1', '1.5'])('If-Match %s', async (ifMatch) => {
    const refused = await storingNothing(() => replica.put('neu', articleAbout('Sofas'), { ifMatch }));
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'If-Match' }] } });
  });

  it.each<[string, unknown, number, string]>([
    ['no JSON', '{"title": ', 400, JSON_TYPE],
    ['a list', [], 400, JSON_TYPE],
    ['null', 'null', 400, JSON_TYPE],
    ['nothing', '', 400, JSON_TYPE],
    ['a thousand brackets', `${'['.repeat(1_000)}${']'.repeat(1_000)}`, 400, JSON_TYPE],
    ['the prototype', '{"__proto__": {"title": "x"}}', 400, JSON_TYPE],
    ['a form', 'title=x', 415, 'application/x-www-form-urlencoded'],
    ['1 MB', { body: 'x'.repeat(1_000_000) }, 413, JSON_TYPE],
  ])('%s as body', async (_what, sent, status, contentType) => {
    const refused = await storingNothing(() => replica.put('neu', sent, { contentType }));
    expect(refused.status).toBe(status);
  });
});

describe('asking refuses, naming the field,', () => {
  it.each([
    ['/search?q=a&q=b', 'q'],
    [`/search?q=${'x'.repeat(10_001)}`, 'q'],
    ['/search?q[$ne]=x', 'q[$ne]'],
    ['/search?q=x&limit=0', 'limit'],
    ['/search?q=x&limit=201', 'limit'],
    ['/search?q=x&limit=viele', 'limit'],
    ['/search?q=x&lang=tlh', 'lang'],
    ['/search?q=x&departmentId=Amt%20A', 'departmentId'],
    ['/search?q=x&audience=all', 'audience'],
    ['/search?q=x&sort=title', 'sort'],
    ['/articles?limit=1e3', 'limit'],
    ['/articles?cursor=%3E', 'cursor'],
    ['/articles?state=retired', 'state'],
    ['/articles?reviewBefore=31.12.2026', 'reviewBefore'],
    ['/gaps?limit=0', 'limit'],
    ['/gaps?order=random', 'order'],
    ['/gaps?since=gestern', 'since'],
    ['/gaps?departmentId=Amt%20A', 'departmentId'],
    ['/gaps?cursor=W10', 'cursor'],
    ['/gaps?count[$gt]=1', 'count[$gt]'],
  ])('%s', async (path, field) => {
    expect(await replica.get(path)).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
  });

  it('an article that is not there', async () => {
    expect(await replica.get('/articles/nirgends')).toMatchObject({ status: 404, body: { title: 'Not found' } });
  });
});
