import { BaseConfig, secretFromFile } from '@serviceportal/shared/config';
import type { z } from 'zod';

export const CallIntakeConfig = BaseConfig.extend({
  /** Makes the PIN that the agent reads out; the same file as for tickets, which checks it (`PIN_KEY_FILE`). */
  PIN_KEY: secretFromFile(32),
});
export type CallIntakeConfig = z.infer<typeof CallIntakeConfig>;
