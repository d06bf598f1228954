import { BaseConfig } from '@serviceportal/shared/config';
import { z } from 'zod';

export const DirectoryConfig = BaseConfig.extend({
  /** Departments and hotline are read from here where the log has no revision of them yet. */
  CITY_FOLDER: z.string().describe('the path of a city folder like deploy/cities/krefeld'),
});
export type DirectoryConfig = z.infer<typeof DirectoryConfig>;
