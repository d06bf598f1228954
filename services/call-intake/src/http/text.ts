import { oneLine } from '@serviceportal/shared/contracts';
import { z } from 'zod';

/** One line: a subject, an outcome, a name. */
export const shortText = oneLine(200);

/** What was said, in as many words as it takes. */
export const longText = z.string().trim().min(1).max(10_000);
