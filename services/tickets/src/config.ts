import { BaseConfig, secretFromFile, wholeNumber } from '@serviceportal/shared/config';
import type { z } from 'zod';

export const TicketsConfig = BaseConfig.extend({
  /** PINs follow from it (`PIN_KEY_FILE`); the same file as call-intake's, since both tell a caller the same PIN. */
  PIN_KEY: secretFromFile(32),
  /** So long an answered or closed ticket is kept before its citizen is forgotten. */
  KEEP_TICKETS_DAYS: wholeNumber(1, 3_650).describe('a number of days from 1 to 3650').default(180),
});
export type TicketsConfig = z.infer<typeof TicketsConfig>;
