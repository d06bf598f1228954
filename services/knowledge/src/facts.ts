import { fact } from '@serviceportal/shared/telemetry';

export const articlePublished = fact('article published', 'Revisions of articles that editors published', [
  'department',
]);
export const articleRetired = fact('article retired', 'Articles that editors took out of use', ['department']);
