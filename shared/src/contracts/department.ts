import type { Temporal } from '../time/temporal.ts';
import { z } from 'zod';
import { Closure } from '../time/closure.ts';
import { WeeklyHours } from '../time/weekly-hours.ts';
import { defineAggregate, defineEvent } from './define.ts';
import { CalendarDate, Slug, Timestamp } from './values.ts';

export const Topic = z.object({ topicId: Slug, name: z.string() });
export type Topic = z.infer<typeof Topic>;

/** What a department promises; hours are its own service hours. */
export const ServiceLevel = z.object({
  callbackServiceHours: z.number().positive(),
  mailServiceHours: z.number().positive(),
  callbacksPerHour: z.number().positive().optional(),
});
export type ServiceLevel = z.infer<typeof ServiceLevel>;

/** Somebody of a department whom the system writes to; on days of an absence the next in line is written to. */
export const OfficeContact = z.object({
  name: z.string(),
  email: z.string(),
  absences: z.array(z.object({ from: CalendarDate, to: CalendarDate })).optional(),
});
export type OfficeContact = z.infer<typeof OfficeContact>;

/** A text clerks use again and again in answers. */
export const TextModule = z.object({
  moduleId: Slug,
  name: z.string(),
  text: z.string(),
  language: z.enum(['de', 'en']),
});
export type TextModule = z.infer<typeof TextModule>;

/** When an office works: as the editor wrote it (`hours`), parsed once (`week`), with its holidays and closures. */
const OfficeTimes = {
  hours: z.string().describe('Opening hours in the documented subset of the OSM notation'),
  week: WeeklyHours,
  holidays: z.string().describe('Whose public holidays, such as DE-NW'),
  holidayDates: z.array(CalendarDate),
  closures: z.array(Closure),
};

export const Department = z.object({
  departmentId: Slug,
  name: z.string(),
  centralNumber: z.string(),
  ...OfficeTimes,
  onboardedOn: CalendarDate.optional(),
  mailbox: z.string(),
  topics: z.array(Topic),
  serviceLevel: ServiceLevel,
  lead: OfficeContact.optional().describe('Hears of missed promises'),
  deputies: z.array(OfficeContact).optional().describe('Hear of them while the lead is absent, in this order'),
  textModules: z.array(TextModule).optional(),
  revision: z.number().int().positive(),
});
export type Department = z.infer<typeof Department>;

/** Whether the department has joined: it takes transfers and watches its tickets from that day on, in the city's `zone`. */
export function isOnboarded({ onboardedOn }: Department, at: Temporal.Instant, zone: string): boolean {
  return onboardedOn !== undefined && onboardedOn <= at.toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Whom the system writes to about a department's work, and as what. */
export interface ReachableContact {
  readonly role: 'lead' | 'deputy' | 'mailbox';
  readonly name: string;
  readonly email: string;
}

/**
 * Who is written to on `date` (a city day, `2026-11-23`): the lead, while that one is absent the first deputy who isn't,
 * and where nobody is named or there the department's mailbox.
 */
export function contactOn(
  { name, mailbox, lead, deputies = [] }: Pick<Department, 'name' | 'mailbox' | 'lead' | 'deputies'>,
  date: string,
): ReachableContact {
  const isThere = ({ absences = [] }: OfficeContact) => !absences.some(({ from, to }) => from <= date && date <= to);
  if (lead && isThere(lead)) return { role: 'lead', name: lead.name, email: lead.email };
  const deputy = deputies.find(isThere);
  if (deputy) return { role: 'deputy', name: deputy.name, email: deputy.email };
  return { role: 'mailbox', name, email: mailbox };
}

/** Whether somebody is there now; believed until `until`. */
export const Presence = z.object({
  departmentId: Slug,
  staffed: z.boolean(),
  until: Timestamp.optional(),
  why: z.string().optional(),
  changedAt: Timestamp,
  revision: z.number().int().positive(),
});
export type Presence = z.infer<typeof Presence>;

/** The city's one number; its closures hold for every department. */
export const Hotline = z.object({
  hotlineId: z.literal('main'),
  cityName: z.string(),
  number: z.string(),
  zone: z.string(),
  seats: z.number().int().positive(),
  ...OfficeTimes,
  revision: z.number().int().positive(),
});
export type Hotline = z.infer<typeof Hotline>;

export const DepartmentAggregate = defineAggregate({
  name: 'department',
  stream: 'DIRECTORY',
  state: Department,
  idOf: (department) => department.departmentId,
  filter: (departmentId) => `directory.department.${departmentId}`,
  subject: (department) => `directory.department.${department.departmentId}`,
  subjects: 'directory.department.*',
});

export const PresenceAggregate = defineAggregate({
  name: 'presence',
  stream: 'DIRECTORY',
  state: Presence,
  idOf: (presence) => presence.departmentId,
  filter: (departmentId) => `directory.presence.${departmentId}`,
  subject: (presence) => `directory.presence.${presence.departmentId}`,
  subjects: 'directory.presence.*',
});

export const HotlineAggregate = defineAggregate({
  name: 'hotline',
  stream: 'DIRECTORY',
  state: Hotline,
  idOf: (hotline) => hotline.hotlineId,
  filter: () => 'directory.hotline.main',
  subject: () => 'directory.hotline.main',
  subjects: 'directory.hotline.main',
});

const replan = z
  .boolean()
  .optional()
  .describe('Callbacks that no longer lie in the hours are to be moved: somebody saw which and confirmed it');

export const DepartmentChanged = defineEvent('DepartmentChanged', {
  version: 1,
  summary: 'A new revision of what is known of a department.',
  aggregate: DepartmentAggregate,
  data: { replan },
});

export const PresenceChanged = defineEvent('PresenceChanged', {
  version: 1,
  summary: 'A department said whether somebody is there.',
  aggregate: PresenceAggregate,
});

export const HotlineChanged = defineEvent('HotlineChanged', {
  version: 1,
  summary: 'A new revision of the city number, its hours and closures.',
  aggregate: HotlineAggregate,
  data: { replan },
});
