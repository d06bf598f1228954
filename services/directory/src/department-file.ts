import { CalendarDate, Slug } from '@serviceportal/shared/contracts';
import { Email, Phone } from '@serviceportal/shared/identity';
import { Closure, HoursText, TimeSpan } from '@serviceportal/shared/time';
import { z } from 'zod';
import { isHolidayPlace } from './domain/holidays.ts';

const Name = z.string().trim().min(1).max(200);
const ServiceHours = z.number().positive().max(1000);

/** Whose public holidays hold, such as `DE-NW`. */
export const HolidayPlace = z
  .string()
  .max(20)
  .refine(isHolidayPlace, { message: 'must be a country and state whose holidays are known, like DE-NW' });

/** Days with other hours, in order: of several that hold for a day the last one decides. */
export const Closures = z
  .array(
    Closure.strict().safeExtend({
      hours: z.array(z.strictObject(TimeSpan.shape).superRefine(beginsBeforeItEnds)).max(10).optional(),
      why: Name.optional(),
      announcement: z.string().trim().min(1).max(1000).optional(),
    }),
  )
  .max(200);

function beginsBeforeItEnds({ from, to }: TimeSpan, context: z.RefinementCtx): void {
  if (from >= to) context.addIssue({ code: 'custom', path: ['to'], message: 'must begin before it ends' });
}

const Topics = z
  .array(z.strictObject({ topicId: Slug, name: Name }))
  .max(500)
  .superRefine((topics, context) => {
    const seen = new Set<string>();
    for (const [index, { topicId }] of topics.entries()) {
      if (seen.has(topicId)) context.addIssue({ code: 'custom', path: [index, 'topicId'], message: 'is there twice' });
      seen.add(topicId);
    }
  });

const ServiceLevel = z.strictObject({
  callbackServiceHours: ServiceHours.default(8),
  mailServiceHours: ServiceHours.default(16),
  callbacksPerHour: z.number().positive().max(1000).optional(),
});

/**
 * A department as editors write it: `departments/<departmentId>.yaml`, and the body of `PUT /departments/:departmentId`.
 * Without `holidays` those of the city hold; without `onboardedOn` the department is listed, but takes no calls yet.
 */
export const DepartmentFile = z.strictObject({
  departmentId: Slug,
  name: Name,
  centralNumber: Phone,
  hours: HoursText,
  holidays: HolidayPlace.optional(),
  closures: Closures.default([]),
  onboardedOn: CalendarDate.optional(),
  mailbox: Email,
  topics: Topics.default([]),
  serviceLevel: ServiceLevel.prefault({}),
});
export type DepartmentFile = z.infer<typeof DepartmentFile>;
