import { setImmediate } from 'node:timers/promises';
import { Id, PersonId, Slug } from '@serviceportal/shared/contracts';
import { refuse, Unavailable } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { Moment } from '@serviceportal/shared/time';
import { PageQuery } from '@serviceportal/shared/view';
import { z } from 'zod';
import type { ArticleCopy } from '../article-copy.ts';
import { dayAt } from '../domain/validity.ts';
import { type Gaps, readToldQuery } from '../gaps.ts';
import type { GapList } from '../view/gaps.ts';
import { AskedQuery } from './feedback.ts';
import { answerOf, findNow, GapAnswer } from './gap-answer.ts';

const ReportBody = z.strictObject({
  query: AskedQuery,
  departmentId: Slug.optional().describe('Which department should know'),
  topicId: Slug.optional(),
  callId: Id.optional().describe('The call it was about'),
  agentId: PersonId.optional(),
});

const GapQuery = PageQuery.extend({
  departmentId: Slug.optional(),
  since: Moment.optional().describe('Only what was looked for in vain since then'),
  order: z.enum(['frequent', 'newest']).default('frequent').describe('Which come first'),
});

/** Gaps in the knowledge base: told by who searches, read by who writes. */
export function gapOperations(service: Service, articles: ArticleCopy, gaps: Gaps, list: GapList): Operation[] {
  return [reporting(service, articles, gaps), listing(service, articles, list), closing(gaps)];
}

/**
 * People search while they type, so a search alone never counts: it is in vain when somebody says so. Whether it found
 * nothing or nothing that helped is seen by searching once more.
 */
function reporting(service: Service, articles: ArticleCopy, gaps: Gaps): Operation {
  const { clock } = service;
  return operation({
    name: 'report-gap',
    method: 'post',
    path: '/gaps',
    command: 'report-gap',
    summary: 'A search was in vain: it found nothing, or nothing that helped',
    body: ReportBody,
    answers: { 204: null },
  }).handledBy(async ({ body: { query, callId, agentId: _, ...named }, cause, actor }) => {
    const told = readToldQuery(query);
    if (!told) {
      throw refuse('invalid', 'The query says nothing that an article could be about.', [
        { path: 'query', message: 'must hold a word that tells what was looked for' },
      ]);
    }
    const found = findNow(told.query, articles, dayAt(clock.now(), clock.zone));
    const context = { cause, actor, ...(callId && { correlationId: callId }) };
    await gaps.miss({ ...told, articles: found, ...placeOf(named, service), callId }, context);
    return { status: 204 };
  });
}

function listing({ clock }: Service, articles: ArticleCopy, list: GapList): Operation {
  return operation({
    name: 'gaps',
    method: 'get',
    path: '/gaps',
    command: 'gaps',
    summary: 'What somebody said was looked for in vain (POST /gaps, feedback), grouped by what it is about',
    query: GapQuery,
    answers: { 200: z.object({ items: z.array(GapAnswer), nextCursor: z.string().optional() }) },
    refusals: ['unavailable'],
  }).handledBy(async ({ query: { departmentId, since, order, ...page } }) => {
    const { items: found, ...more } = await list.page({ departmentId, since }, order, page);
    const day = dayAt(clock.now(), clock.zone);
    const items: z.input<typeof GapAnswer>[] = [];
    for (const gap of found) {
      items.push(answerOf(gap, articles, day));
      // Each is a search of its own, and agents on the phone come first.
      await setImmediate();
    }
    return { status: 200, body: { items, ...more } };
  });
}

function closing(gaps: Gaps): Operation {
  return operation({
    name: 'close-gap',
    method: 'delete',
    path: '/gaps/:gapId',
    command: 'close-gap',
    summary: 'Done with a gap; it begins anew when it is searched for in vain again',
    params: z.strictObject({ gapId: Id }),
    answers: { 204: null },
    refusals: ['not-found'],
  }).handledBy(async ({ params: { gapId }, cause, actor }) => {
    await gaps.close(gapId, { cause, actor });
    return { status: 204 };
  });
}

/** The department and its topic; a topic alone tells the department. */
function placeOf(named: { departmentId?: string | undefined; topicId?: string | undefined }, { directory }: Service) {
  const { topicId } = named;
  if (!named.departmentId && !topicId) return {};
  if (!directory.isLoaded()) throw new Unavailable('the directory is not loaded yet');
  const ofTopic = topicId === undefined ? undefined : directory.departmentOfTopic(topicId)?.departmentId;
  const departmentId = named.departmentId ?? ofTopic;
  if (topicId !== undefined && (ofTopic === undefined || ofTopic !== departmentId)) {
    throw misplaced(
      'topicId',
      named.departmentId ? `is no topic of ${named.departmentId}` : 'is no topic of a department',
    );
  }
  if (departmentId === undefined || !directory.department(departmentId)) {
    throw misplaced('departmentId', 'is no department of the directory');
  }
  return { departmentId, topicId };
}

function misplaced(path: string, message: string) {
  return refuse('invalid', 'The gap has no place in the directory.', [{ path, message }]);
}
