import { BaseConfig } from '@serviceportal/shared/config';
import { z } from 'zod';

export const KnowledgeConfig = BaseConfig.extend({
  /** Articles are read from here where the log has no revision of them yet. */
  CITY_FOLDER: z.string().describe('the path of a city folder like deploy/cities/krefeld'),
});
export type KnowledgeConfig = z.infer<typeof KnowledgeConfig>;
