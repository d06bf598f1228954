import { Slug, Topic } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { z } from 'zod';
import { findTopics } from '../domain/topics.ts';
import { ListQuery, pageOfList } from './list.ts';

const TopicAnswer = Topic.extend({ departmentId: Slug, departmentName: z.string() });

export function topicOperations({ directory }: Service): Operation[] {
  return [
    operation({
      name: 'topics',
      method: 'get',
      path: '/topics',
      command: 'topics',
      summary: 'Which department handles which concern',
      query: ListQuery.extend({ q: z.string().max(200).default('') }),
      answers: { 200: z.object({ items: z.array(TopicAnswer), nextCursor: z.string().optional() }) },
    }).handledBy(({ query: { q, ...page } }) => {
      const found = findTopics(directory.departments(), q);
      const body = pageOfList(found, ({ topicId }) => topicId, page);
      return Promise.resolve({ status: 200, body });
    }),
  ];
}
