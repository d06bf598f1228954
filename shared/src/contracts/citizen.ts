import { z } from 'zod';
import { Timestamp } from './values.ts';

/** What was asked when somebody agreed to be answered by mail: the wording in force, when and over which channel. */
export const EmailConsent = z.object({
  wording: z.string(),
  at: Timestamp,
  channel: z.enum(['phone', 'web', 'mail']),
});
export type EmailConsent = z.infer<typeof EmailConsent>;

/**
 * A person's data. It stands in this one object (and in the texts `subject`, `question`, `answer`, `note`, `briefing`)
 * wherever it appears, so that forgetting somebody is one rule.
 */
export const Citizen = z.object({
  name: z.string().optional(),
  phone: z.string().optional().describe('E.164'),
  email: z.string().optional(),
  emailConsent: EmailConsent.optional(),
  language: z.enum(['de', 'en']).optional(),
  statusMails: z.boolean().optional().describe('Wants a mail whenever the state of a Vormerkung changes'),
});
export type Citizen = z.infer<typeof Citizen>;
