import { describe, expect, it } from '@jest/globals';
import type { Article, Department } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import fc from 'fast-check';
import type { ArticleDraft } from './article-file.ts';
import { publishArticle, retireArticle, seedArticle } from './article.ts';

const draft: ArticleDraft = {
  articleId: 'reisepass',
  title: 'Reisepass beantragen',
  body: 'Der Pass kommt nach vier Wochen.',
  topicId: 'pass',
  departmentId: 'melde-pass',
  keywords: [],
  audience: 'public',
  language: 'de',
  reviewBy: '2027-03-31',
};
const department: Department = {
  departmentId: 'melde-pass',
  name: 'Melde- und Passangelegenheiten',
  centralNumber: '02151 86-2351',
  hours: 'Mo-Fr 08:00-12:00',
  week: { Mo: [], Tu: [], We: [], Th: [], Fr: [], Sa: [], Su: [] },
  holidays: 'DE-NW',
  holidayDates: [],
  closures: [],
  mailbox: 'melde-pass@krefeld.example',
  topics: [{ topicId: 'pass', name: 'Pass' }],
  serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
  revision: 1,
};
const at = (revision: number, more: Partial<Article> = {}): Article => ({ ...draft, ...more, revision });
const retired = (revision: number) => at(revision, { retired: true });

/** The event's name, the refusal's code, or `already done`. */
function outcomeOf(decision: Decision<Article>): string {
  if (decision === alreadyDone) return 'already done';
  return decision instanceof Refusal ? decision.code : decision.contract.type;
}

describe('publishing', () => {
  it.each<[string, number | undefined, Article | undefined, string]>([
    ['creates an article', undefined, undefined, 'ArticlePublished'],
    ['changes the revision that was seen', 3, at(3), 'ArticlePublished'],
    ['refuses a revision that was not seen', 2, at(3), 'revision-mismatch'],
    ['refuses a revision that is not there yet', 4, at(3), 'revision-mismatch'],
    ['refuses to create what is there', undefined, at(3), 'revision-mismatch'],
    ['refuses to change what is not there', 1, undefined, 'revision-mismatch'],
    ['creates what was retired again', undefined, retired(4), 'ArticlePublished'],
    ['refuses to change what was retired in the meantime', 3, retired(4), 'revision-mismatch'],
  ])('%s', (_what, expected, current, outcome) => {
    expect(outcomeOf(publishArticle({ draft, expected, department }, current))).toBe(outcome);
  });

  it('brings a retired article back as the draft says', () => {
    expect(publishArticle({ draft, expected: undefined, department }, retired(4))).toMatchObject({ state: draft });
    expect(publishArticle({ draft, expected: undefined, department }, retired(4))).not.toHaveProperty('state.retired');
  });

  it.each([
    ['an unknown department', undefined, 'departmentId'],
    ['a topic of another department', { ...department, topics: [] }, 'topicId'],
  ])('refuses %s, naming the field', (_what, known, path) => {
    expect(publishArticle({ draft, expected: undefined, department: known }, undefined)).toMatchObject({
      code: 'invalid',
      errors: [{ path }],
    });
  });
});

describe('retiring', () => {
  it.each<[string, number | undefined, Article | undefined, string]>([
    ['takes an article out', undefined, at(3), 'ArticleRetired'],
    ['takes the revision that was seen out', 3, at(3), 'ArticleRetired'],
    ['refuses a revision that was not seen', 2, at(3), 'revision-mismatch'],
    ['does nothing a second time', 3, retired(4), 'already done'],
    ['refuses what is not there', undefined, undefined, 'not-found'],
  ])('%s', (_what, expected, current, outcome) => {
    expect(outcomeOf(retireArticle(expected, current))).toBe(outcome);
  });
});

describe('seeding', () => {
  it.each<[string, Article | undefined, string]>([
    ['creates an article', undefined, 'ArticlePublished'],
    ['leaves what an editor changed', at(3), 'already done'],
    ['leaves what an editor retired', retired(2), 'already done'],
  ])('%s', (_what, current, outcome) => expect(outcomeOf(seedArticle(draft, current))).toBe(outcome));
});

describe('whatever two editors do', () => {
  const expected = fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined });
  const current = fc.option(
    fc.record({ revision: fc.integer({ min: 1, max: 5 }), gone: fc.boolean() }).map(({ revision, gone }) => {
      return gone ? retired(revision) : at(revision);
    }),
    { nil: undefined },
  );

  it('an article in use changes only for who names its revision', () => {
    fc.assert(
      fc.property(expected, current, (seen, state) => {
        const published =
          outcomeOf(publishArticle({ draft, expected: seen, department }, state)) === 'ArticlePublished';
        expect(published).toBe(seen === state?.revision || (seen === undefined && state?.retired === true));
      }),
    );
  });
});
