import { BaseConfig, secretFromFile } from '@serviceportal/shared/config';
import type { z } from 'zod';

export const TicketsConfig = BaseConfig.extend({
  /** PINs follow from it (`PIN_KEY_FILE`); the same file as call-intake's, since both tell a caller the same PIN. */
  PIN_KEY: secretFromFile(32),
});
export type TicketsConfig = z.infer<typeof TicketsConfig>;
