import { Fallback, oneLine, PersonId, Slug, WallTime, Weekday } from '@serviceportal/shared/contracts';
import { Email, Phone } from '@serviceportal/shared/identity';
import { toWeekday, WEEKDAYS } from '@serviceportal/shared/time';
import { z } from 'zod';
import { longText, shortText } from './text.ts';

const Day = z
  .string()
  .max(2, 'must be a day like Mo, Tu or Di')
  .transform((name, context) => {
    const day = toWeekday(name);
    if (day) return day;
    context.addIssue({ code: 'custom', message: 'must be a day like Mo, Tu or Di' });
    return z.NEVER;
  })
  .pipe(Weekday)
  .describe('A day of the week, in German (Mo, Di, Mi, Do, Fr, Sa, So) or as in OSM (Tu, We, Th, Su)');

/** When the caller would like to be called; the days come out once each, Monday first. */
const Preferred = z
  .strictObject({
    days: z.array(Day).max(7).optional(),
    from: WallTime.optional(),
    to: WallTime.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    message: 'must be later than from',
    path: ['to'],
  })
  .refine(({ from }) => from !== '24:00', { message: 'must be before 24:00', path: ['from'] });

const Caller = z.strictObject({
  name: oneLine(200, 0).optional(),
  phone: Phone.optional(),
  email: Email.optional(),
  emailConsent: z.boolean().optional().describe('The caller agrees that the text of the answer goes by mail'),
  language: z.enum(['de', 'en']).optional(),
  statusMails: z.boolean().optional().describe('The caller wants a mail whenever the state of the Vormerkung changes'),
});

/** `departmentId` or `topicId` says where to; with both the topic must be that department's. */
export const TransferBody = z.strictObject({
  agentId: PersonId.optional(),
  departmentId: Slug.optional(),
  topicId: Slug.optional(),
  subject: shortText,
  question: longText,
  citizen: Caller.default({}).describe('Without a phone number the one the call comes from counts'),
  fallback: Fallback,
  preferred: Preferred.optional(),
  takesLonger: z.boolean().optional().describe('A Vormerkung at once, without being put through'),
});
export type TransferBody = z.infer<typeof TransferBody>;

/** The wish as events keep it; undefined where the caller wishes nothing. */
export function wishOf({ preferred = {} }: Pick<TransferBody, 'preferred'>) {
  const days = WEEKDAYS.filter((day) => preferred.days?.includes(day));
  const { from, to } = preferred;
  if (days.length === 0 && !from && !to) return undefined;
  return { days: days.length > 0 ? days : undefined, from, to };
}
