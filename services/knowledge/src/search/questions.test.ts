import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { readArticleFile } from '../domain/article-file.ts';
import { createSearchIndex } from './search-index.ts';

const Answered = z.strictObject({ ask: z.string(), expect: z.array(z.string()).min(1) });
const Unanswered = z.strictObject({ ask: z.string(), none: z.literal(true) });
const all = z
  .array(z.union([Answered, Unanswered]))
  .parse(parse(readFileSync(path.join(import.meta.dirname, '../../test/questions.yaml'), 'utf8')));
const questions = all.flatMap((question) => ('expect' in question ? [question] : []));
const unanswered = all.flatMap((question) => ('none' in question ? [question] : []));

const folder = path.join(import.meta.dirname, '../../../../deploy/cities/krefeld/articles');
const index = createSearchIndex();
for (const file of readdirSync(folder)) {
  index.put({ ...readArticleFile(file, readFileSync(path.join(folder, file), 'utf8')), revision: 1 });
}

/** The place of the first right article among the hits, from 1; 0 when there is none. */
function placeOf({ ask, expect: right }: z.infer<typeof Answered>): number {
  return index.search({ q: ask }).hits.findIndex(({ articleId }) => right.includes(articleId)) + 1;
}

describe('what citizens ask', () => {
  it('is at least twenty questions about articles there are', () => {
    const ids = readdirSync(folder).map((file) => path.basename(file, '.md'));
    expect(questions.length).toBeGreaterThanOrEqual(20);
    expect(ids).toEqual(expect.arrayContaining(questions.flatMap((question) => question.expect)));
  });

  it('has the right article first in at least 17 of 20', () => {
    const notFirst = questions.filter((question) => placeOf(question) !== 1).map(({ ask }) => ask);
    expect(notFirst.length).toBeLessThanOrEqual(Math.floor((questions.length * 3) / 20));
  });

  it.each(questions)('has the right article in the first three: $ask', (question) => {
    expect([1, 2, 3]).toContain(placeOf(question));
  });

  it.each(unanswered)('finds nothing where no article fits: $ask', ({ ask }) => {
    expect(index.search({ q: ask }).hits).toEqual([]);
  });
});
