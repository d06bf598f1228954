import type { Served } from '@serviceportal/shared/http';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { openService } from '@serviceportal/shared/service';
import { followArticles } from './article-copy.ts';
import { readArticleFolder } from './article-folder.ts';
import type { KnowledgeConfig } from './config.ts';
import { forgetGaps } from './forget-gaps.ts';
import { openGaps } from './gaps.ts';
import { articleOperations } from './http/articles.ts';
import { editingOperations } from './http/editing.ts';
import { feedbackOperations } from './http/feedback.ts';
import { gapOperations } from './http/gaps.ts';
import { searchOperations } from './http/search.ts';
import { seedArticles } from './seed.ts';
import { openGapList } from './view/gaps.ts';
import { projections } from './view/projections.ts';

/** Starts the knowledge base: what agents answer from, searchable in the memory of every replica. */
export async function startKnowledge(config: KnowledgeConfig, life: Lifecycle): Promise<Served> {
  const drafts = await readArticleFolder(config.CITY_FOLDER);
  const service = await openService('knowledge', config, life);
  const { log, view } = service;

  const articles = followArticles(log);
  await articles.loaded;
  await seedArticles(service, drafts, articles);
  articles.index.refresh();
  for (const projection of projections) await log.project(projection, projection.createProjector(view));
  await forgetGaps(service, config.KEEP_GAPS_DAYS, life);
  const gaps = openGaps(service);
  return service.serve([
    ...searchOperations(service, articles),
    ...articleOperations(service, articles),
    ...editingOperations(service, articles),
    ...feedbackOperations(service, articles, gaps),
    ...gapOperations(service, articles, gaps, openGapList(view)),
  ]);
}
