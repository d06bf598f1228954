import { describe, expect, it } from '@jest/globals';
import type { Gap } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import fc from 'fast-check';
import { answersTo, closeGap, countHelp, countMiss, type Miss } from './gap.ts';

const at = (minute: number) => `2026-11-23T10:${String(minute).padStart(2, '0')}:00+01:00`;
const miss = (more: Partial<Miss> = {}): Miss => ({ gapId: 'g', query: 'Hund anmelden', articles: [], ...more });
const sofa = (revision: number) => ({ articleId: 'sofa', revision });

/** The gap after these, one per minute. */
function after(misses: readonly Miss[]): Gap {
  let gap: Gap | undefined;
  misses.forEach((each, minute) => (gap = stateOf(countMiss(each, gap, at(minute)), minute + 1)));
  return gap!;
}

function stateOf(decision: Decision<Gap>, revision: number): Gap {
  if (typeof decision === 'symbol' || !('contract' in decision)) throw new Error('nothing happened');
  return { ...decision.state, revision };
}

describe('a search in vain', () => {
  it('begins a gap', () => {
    expect(countMiss(miss({ callId: 'call-1' }), undefined, at(0))).toMatchObject({
      contract: { type: 'SearchMissed' },
      extra: { how: 'not-found', callId: 'call-1' },
      state: {
        ...{ gapId: 'g', query: 'Hund anmelden', examples: ['Hund anmelden'], articles: [] },
        ...{ notFound: 1, notHelped: 0, helped: 0, firstAt: at(0), lastAt: at(0) },
      },
    });
  });

  it('counts for a gap that is there, apart from one that found something', () => {
    expect(after([miss(), miss({ articles: [sofa(1)] }), miss()])).toMatchObject({
      ...{ notFound: 2, notHelped: 1, firstAt: at(0), lastAt: at(2), articles: [sofa(1)] },
    });
  });

  it('keeps the first words and five ways to say it', () => {
    const ways = ['Hund anmelden', 'hund ANMELDEN', 'Hunde', 'Hundes', 'Hundchen', 'Hündin', 'Köter'];
    expect(after(ways.map((query) => miss({ query })))).toMatchObject({
      query: 'Hund anmelden',
      examples: ['Hund anmelden', 'Hunde', 'Hundes', 'Hundchen', 'Hündin'],
    });
  });

  it('keeps the latest ten articles, each in the newest revision that did not help', () => {
    const found = Array.from({ length: 12 }, (_, index) => ({ articleId: `a-${index}`, revision: 1 }));
    const gap = after([miss({ articles: [sofa(2)] }), miss({ articles: found }), miss({ articles: [sofa(3)] })]);
    expect(gap.articles).toEqual([...found.slice(-9), sofa(3)]);
    expect(after([miss({ articles: [sofa(2)] }), miss({ articles: [sofa(1)] })]).articles).toEqual([sofa(2)]);
  });

  it('belongs to the department that was named last, with its own topic or none', () => {
    const misses = [miss({ departmentId: 'umwelt', topicId: 'sperrmuell' }), miss()];
    expect(after(misses)).toMatchObject({ departmentId: 'umwelt', topicId: 'sperrmuell' });
    expect(after([...misses, miss({ departmentId: 'steuern' })])).toMatchObject({
      ...{ departmentId: 'steuern', topicId: undefined },
    });
  });

  it('counts the same in whatever order', () => {
    const some = fc.array(fc.constantFrom(miss(), miss({ articles: [sofa(1)] }), miss({ articles: [sofa(2)] })), {
      minLength: 1,
      maxLength: 8,
    });
    const shuffled = some.chain((misses) =>
      fc.tuple(fc.constant(misses), fc.shuffledSubarray(misses, { minLength: misses.length })),
    );
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const [a, b] = [after(one), after(other)];
        expect(b).toEqual(a);
        expect(a.notFound + a.notHelped).toBe(one.length);
      }),
    );
  });
});

it('help is counted, and takes nothing back', () => {
  const gap = after([miss()]);
  expect(countHelp({ articleId: 'hund' }, gap)).toMatchObject({
    contract: { type: 'SearchHelped' },
    extra: { articleId: 'hund' },
    state: { ...gap, helped: 1 },
  });
});

describe('a gap an editor is done with', () => {
  const open = after([miss({ query: 'Hund von Erika', articles: [sofa(1)], departmentId: 'umwelt' })]);
  const closed = stateOf(closeGap(open), 2);

  it('keeps no words and no counts', () => {
    expect(closed).toEqual({
      ...{ gapId: 'g', query: '', examples: [], articles: [], notFound: 0, notHelped: 0, helped: 0 },
      ...{ firstAt: at(0), lastAt: at(0), revision: 2 },
    });
  });

  it('begins anew when it is met again', () => {
    const anew = stateOf(countMiss(miss(), closed, at(5)), 3);
    expect(anew).toEqual({ ...after([miss()]), firstAt: at(5), lastAt: at(5), revision: 3 });
  });

  it('is closed once, and helped by nothing', () => {
    expect(closeGap(closed)).toBe(alreadyDone);
    expect(countHelp({ articleId: 'hund' }, closed)).toBe(alreadyDone);
    expect(closeGap(undefined)).toMatchObject({ code: 'not-found' });
  });
});

describe('a gap is perhaps answered', () => {
  it.each<[string, Gap['articles'], Gap['articles'], string[]]>([
    ['by an article nobody was shown', [], [sofa(1)], ['sofa']],
    ['by an article that was changed since', [sofa(1)], [sofa(2)], ['sofa']],
    ['not by one that did not help', [sofa(2)], [sofa(2)], []],
    ['not by an older revision, on a replica that lags behind', [sofa(2)], [sofa(1)], []],
    ['not where nothing is found', [sofa(2)], [], []],
  ])('%s', (_what, articles, found, answers) => {
    expect(answersTo({ articles }, found)).toEqual(answers);
  });
});
