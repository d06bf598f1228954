import { type Article, ArticlePublished, ArticleRetired, type Department } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { type InputError, refuse } from '@serviceportal/shared/errors';
import type { ArticleDraft } from './article-file.ts';

/** What an editor publishes: `expected` is the revision they saw, none to create an article that is not in use. */
export interface Publication {
  readonly draft: ArticleDraft;
  readonly expected: number | undefined;
  /** The department the draft names, as the directory knows it. */
  readonly department: Department | undefined;
}

/**
 * A new revision of an article. A stale `expected` is refused, so nobody overwrites what they haven't seen; without one
 * an article is created, also where one was retired before.
 */
export function publishArticle(
  { draft, expected, department }: Publication,
  current: Article | undefined,
): Decision<Article> {
  const misplaced = placeErrors(draft, department);
  if (misplaced.length > 0) return refuse('invalid', 'The article has no place in the directory.', misplaced);
  const creates = expected === undefined && (!current || current.retired === true);
  if (!creates && expected !== current?.revision) return stale(current);
  return happened(ArticlePublished, draft);
}

/** The article is no longer found or listed; its revisions stay. */
export function retireArticle(expected: number | undefined, current: Article | undefined): Decision<Article> {
  if (!current) return refuse('not-found', 'There is no article with this id.');
  if (current.retired) return alreadyDone;
  if (expected !== undefined && expected !== current.revision) return stale(current);
  return happened(ArticleRetired, { ...current, retired: true });
}

/** The first revision, from the city folder; what editors changed or retired since is never overwritten. */
export function seedArticle(draft: ArticleDraft, current: Article | undefined): Decision<Article> {
  return current ? alreadyDone : happened(ArticlePublished, draft);
}

/** The department must exist and the topic be one of its own, or nobody would find or answer for the article. */
function placeErrors({ departmentId, topicId }: ArticleDraft, department: Department | undefined): InputError[] {
  if (!department) return [{ path: 'departmentId', message: 'is no department of the directory' }];
  if (department.topics.some((topic) => topic.topicId === topicId)) return [];
  return [{ path: 'topicId', message: `is no topic of ${departmentId}` }];
}

function stale(current: Article | undefined) {
  if (!current) return refuse('revision-mismatch', 'There is no such article: leave If-Match out to create it.');
  if (current.retired) {
    return refuse('revision-mismatch', 'The article was retired: leave If-Match out to publish it again.');
  }
  return refuse(
    'revision-mismatch',
    `The article is at revision ${current.revision}: load it, make your change to that, and name the revision in If-Match.`,
  );
}
