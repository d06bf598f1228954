import { fact } from '@serviceportal/shared/telemetry';

export const articlePublished = fact('article published', 'Revisions of articles that editors published', [
  'department',
]);
export const articleRetired = fact('article retired', 'Articles that editors took out of use', ['department']);
export const articleRated = fact('article rated', 'What was said of articles: whether they helped', [
  'department',
  'helped',
]);
export const searchMissed = fact('search missed', 'Searches that were said to be in vain', ['how']);
export const gapClosed = fact('gap closed', 'Gaps that editors were done with', []);
export const gapErased = fact('gap erased', 'Gaps whose words were forgotten', []);
