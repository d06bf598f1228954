import { BaseConfig, secretFromFile, wholeNumber } from '@serviceportal/shared/config';
import type { z } from 'zod';

const minutes = wholeNumber(1, 7 * 24 * 60).describe('a number of minutes from 1 to 10080');

const days = wholeNumber(1, 3_650).describe('a number of days from 1 to 3650');

export const CallIntakeConfig = BaseConfig.extend({
  /** Makes the PIN that the agent reads out; the same file as for tickets, which checks it (`PIN_KEY_FILE`). */
  PIN_KEY: secretFromFile(32),
  /** After so long a call that nobody answered or ended is taken for abandoned: its frontend vanished. */
  RINGING_LIMIT_MINUTES: minutes.default(10),
  /** After so long an answered call that nobody ended is taken for over. */
  TALK_LIMIT_MINUTES: minutes.default(4 * 60),
  /** So long a call is kept before its caller is forgotten, with its transfers. */
  KEEP_CALLS_DAYS: days.default(90),
  /** So long a report that could not be read is kept for whoever mends it; 0 until the next night. */
  KEEP_REPORTS_DAYS: wholeNumber(0, 3_650).describe('a number of days from 0 to 3650').default(30),
});
export type CallIntakeConfig = z.infer<typeof CallIntakeConfig>;
