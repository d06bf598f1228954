import { join } from 'node:path';
import { BaseConfig, urls, wholeNumber } from '@serviceportal/shared/config';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..');

/** What `npm start` reads from the environment. */
export const Settings = z.object({
  PORT_BASE: wholeNumber(1_024, 64_600).default(8600),
  DATA_DIR: z.string().describe('the folder for everything that is kept').default(join(root, '.data')),
  CITY: z.string().describe('a folder of deploy/cities, like krefeld, or the path of another').default('krefeld'),
  CITY_CLOCK: BaseConfig.shape.CITY_CLOCK,
  NODE_ENV: BaseConfig.shape.NODE_ENV,
  NATS_URL: BaseConfig.shape.NATS_URL.optional(),
  MONGODB_URL: BaseConfig.shape.MONGODB_URL.optional(),
  SMTP_URL: urls('smtp://127.0.0.1:25', 'smtp', 'smtps').optional(),
});
export type Settings = z.infer<typeof Settings>;
