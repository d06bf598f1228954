import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import mongoose, { type Model } from 'mongoose';
import { Refusal } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { type Current, pageOf, PageQuery, queriedSchema, type View } from './index.ts';
import { openTestView } from './testing/database.ts';

interface Note {
  colour: 'red' | 'blue';
}

let view: View;
let life: Lifecycle;
let notes: Model<Current<Note>>;

beforeAll(async () => {
  ({ view, life } = await openTestView(process.env['TEST_MONGODB_URL']!));
  const schema = queriedSchema('notes', { _id: String, seq: Number, createdAt: Date, colour: String });
  notes = view.connection.model('note', schema) as unknown as Model<Current<Note>>;
});

afterAll(async () => {
  await view.connection.dropDatabase();
  await life.close();
});

/** Notes of few moments, so that many share one. */
const some = fc.uniqueArray(
  fc.record({
    _id: fc.stringMatching(/^[a-f0-9]{4}$/),
    seq: fc.constant(1),
    createdAt: fc.integer({ min: 0, max: 5 }).map((second) => new Date(Date.UTC(2026, 10, 23, 9, 0, second))),
    colour: fc.constantFrom<Note['colour']>('red', 'blue'),
  }),
  { selector: ({ _id }) => _id, maxLength: 40 },
);

async function replaceAll(documents: Current<Note>[]): Promise<void> {
  await notes.collection.deleteMany({});
  if (documents.length > 0) await notes.collection.insertMany(documents as never);
}

async function allPages(limit: number, between: () => Promise<void> = () => Promise.resolve()): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await pageOf(view, notes, { colour: 'red' }, { limit, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items.map(({ _id }) => _id));
    if (!page.nextCursor) return found;
    cursor = page.nextCursor;
    await between();
  }
}

describe('the pages of a list', () => {
  it('have every document once, newest first, whatever their size', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 1, max: 7 }), async (documents, limit) => {
        await replaceAll(documents);
        const wanted = documents
          .filter(({ colour }) => colour === 'red')
          .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a._id < b._id ? 1 : -1));
        expect(await allPages(limit)).toEqual(wanted.map(({ _id }) => _id));
      }),
      { numRuns: 25 },
    );
  });

  it('stay right while new documents arrive', async () => {
    const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second));
    const note = (index: number): Current<Note> => ({ _id: `n${index}`, seq: 1, createdAt: at(index), colour: 'red' });
    await replaceAll([0, 1, 2, 3, 4].map(note));
    let next = 10;
    const found = await allPages(2, async () => void (await notes.collection.insertOne(note(next++) as never)));
    expect(found).toEqual(['n4', 'n3', 'n2', 'n1', 'n0']);
  });

  it.each([
    '',
    'x',
    'bnVsbA',
    'W10',
    ...['[1,{"$gt":""}]', '[9e15,"n1"]'].map((text) => Buffer.from(text).toString('base64url')),
  ])('refuse the cursor «%s», naming the field', async (cursor) => {
    const refusal = { code: 'invalid', errors: [{ path: 'cursor' }] };
    await expect(pageOf(view, notes, {}, { cursor })).rejects.toMatchObject(refusal);
    await expect(pageOf(view, notes, {}, { cursor })).rejects.toBeInstanceOf(Refusal);
  });
});

it.each([
  [{}, true],
  [{ limit: '1' }, true],
  [{ limit: '200' }, true],
  [{ limit: '0' }, false],
  [{ limit: '201' }, false],
  [{ limit: '-1' }, false],
  [{ limit: '1e2' }, false],
  [{ limit: '1', skip: '5' }, false],
  [{ cursor: 'x'.repeat(257) }, false],
])('%j is a page query: %s', (query, valid) => {
  expect(PageQuery.safeParse(query).success).toBe(valid);
});

describe('a filter', () => {
  const find = (filter: Record<string, unknown>) => pageOf(view, notes, filter, {});
  beforeAll(() => replaceAll([{ _id: 'a', seq: 1, createdAt: new Date(0), colour: 'red' }]));

  it.each<[string, Record<string, unknown>]>([
    ['an operator', { colour: { $gt: '' } }],
    ['a pattern', { colour: { $regex: '.*' } }],
    ['a list of alternatives', { colour: { $in: ['red'] } }],
    ['code', { colour: { $where: 'true' } }],
  ])('from outside finds nothing by %s', async (_what, filter) => {
    const found = await find(filter).catch((cause: Error) => cause);
    if (found instanceof Error) expect(found.name).toBe('CastError');
    else expect(found.items).toEqual([]);
  });

  it('of ours finds by an operator that is marked', async () => {
    expect((await find({ colour: mongoose.trusted({ $gt: '' }) })).items).toHaveLength(1);
  });

  it('for a field that is not asked for fails, and never finds everything', async () => {
    await expect(find({ role: 'ops' })).rejects.toMatchObject({ name: 'StrictModeError' });
  });
});
