import { z } from 'zod';
import { Id, PersonId } from './values.ts';

/** What `POST /calls` takes. `from` may be withheld (absent, null, empty or "anonymous"). */
export const CallReport = z.strictObject({
  line: z.literal('hotline'),
  from: z.string().max(64).nullish(),
  agentId: PersonId.optional(),
  source: Id.optional(),
});
export type CallReport = z.infer<typeof CallReport>;

/** What a frontend publishes on `intake.calls.received`: the same, with its own key against doubles. */
export const CallReportMessage = CallReport.extend({ idempotencyKey: z.string().min(1).max(255).optional() });
export type CallReportMessage = z.infer<typeof CallReportMessage>;
