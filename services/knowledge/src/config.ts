import { BaseConfig, wholeNumber } from '@serviceportal/shared/config';
import { z } from 'zod';

export const KnowledgeConfig = BaseConfig.extend({
  /** Articles are read from here where the log has no revision of them yet. */
  CITY_FOLDER: z.string().describe('the path of a city folder like deploy/cities/krefeld'),
  /** So long after nobody looked for it in vain any more the words of a gap are forgotten. */
  KEEP_GAPS_DAYS: wholeNumber(1, 3_650).describe('a number of days from 1 to 3650').default(90),
});
export type KnowledgeConfig = z.infer<typeof KnowledgeConfig>;
