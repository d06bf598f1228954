/** What the index needs to know of an article; the article of the contracts fits. */
export interface SearchableArticle {
  readonly articleId: string;
  readonly title: string;
  readonly body: string;
  readonly topicId: string;
  readonly departmentId: string;
  readonly keywords: readonly string[];
  readonly fees?: string;
  readonly documents?: readonly string[];
  readonly audience: 'public' | 'internal';
  readonly language: string;
  readonly revision: number;
  readonly validUntil?: string;
}
