import { CalendarDate, oneLine, Slug } from '@serviceportal/shared/contracts';
import { Email, Phone } from '@serviceportal/shared/identity';
import { Closure, HoursText, saysItsDutyHours, TimeSpan } from '@serviceportal/shared/time';
import { z } from 'zod';
import { closureIdOf, MOST_CLOSURES } from './domain/closures.ts';
import { isHolidayPlace } from './domain/holidays.ts';

const Name = oneLine(200);
const ServiceHours = z.number().positive().max(1000);

/** Whose public holidays hold, such as `DE-NW`. */
const HolidayPlace = z
  .string()
  .max(20)
  .refine(isHolidayPlace, { message: 'must be a country and state whose holidays are known, like DE-NW' });

/** A closure as an editor writes it. */
export const ClosureEntry = Closure.strict()
  .safeExtend({
    hours: z.array(z.strictObject(TimeSpan.shape).superRefine(beginsBeforeItEnds)).max(10).optional(),
    why: Name.optional(),
    announcement: z.string().trim().min(1).max(1000).optional(),
  })
  .check(saysItsDutyHours);

/** Days with other hours, in order: of several that hold for a day the last one decides. */
const Closures = z
  .array(ClosureEntry)
  .max(MOST_CLOSURES)
  .superRefine((closures, context) => {
    const seen = new Set<string>();
    for (const [index, closure] of closures.entries()) {
      const id = closureIdOf(closure);
      if (seen.has(id))
        context.addIssue({ code: 'custom', path: [index, 'from'], message: 'is there twice with to and kind' });
      seen.add(id);
    }
  });

function beginsBeforeItEnds({ from, to }: TimeSpan, context: z.RefinementCtx): void {
  if (from >= to) context.addIssue({ code: 'custom', path: ['to'], message: 'must begin before it ends' });
}

/** Refuses a second item with the same `field`, naming its place. */
function noneTwice<Field extends string>(field: Field) {
  return (items: readonly Record<Field, string>[], context: z.RefinementCtx): void => {
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      if (seen.has(item[field])) context.addIssue({ code: 'custom', path: [index, field], message: 'is there twice' });
      seen.add(item[field]);
    }
  };
}

const Topics = z
  .array(z.strictObject({ topicId: Slug, name: Name }))
  .max(500)
  .superRefine(noneTwice('topicId'));

const Absence = z
  .strictObject({ from: CalendarDate, to: CalendarDate })
  .refine(({ from, to }) => from <= to, { message: 'must not be before from', path: ['to'] });

const OfficeContact = z.strictObject({ name: Name, email: Email, absences: z.array(Absence).max(100).optional() });

const TextModules = z
  .array(
    z.strictObject({
      moduleId: Slug,
      name: Name,
      text: z.string().trim().min(1).max(5000),
      language: z.enum(['de', 'en']).default('de'),
    }),
  )
  .max(200)
  .superRefine(noneTwice('moduleId'));

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
  lead: OfficeContact.optional(),
  deputies: z.array(OfficeContact).max(10).superRefine(noneTwice('email')).optional(),
  textModules: TextModules.optional(),
});
export type DepartmentFile = z.infer<typeof DepartmentFile>;

/** The city number as editors write it: in `city.yaml`, and the body of `PUT /hotline`. */
export const HotlineFile = z.strictObject({
  cityName: oneLine(100),
  number: Phone,
  hours: HoursText,
  seats: z.int().positive().max(10_000),
  holidays: HolidayPlace,
  closures: Closures.default([]),
});
