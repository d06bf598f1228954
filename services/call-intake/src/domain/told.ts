import type { CallTicket, Citizen } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';

/** What an agent tells a caller of a Vormerkung. */
export interface Told {
  readonly ticket: CallTicket;
  /** As the directory has it; undefined where the department is gone from it. */
  readonly departmentName: string | undefined;
  /** When the caller asked: "heute" and "morgen" are counted from here. */
  readonly requestedAt: string;
  readonly zone: string;
  readonly pin: string;
  /** Whether the answer's text may go by mail; else the mail only says that the answer is there. */
  readonly emailConsent: boolean;
  /** The citizen's; German unless they chose another. */
  readonly language?: Citizen['language'];
}

/** A recorded moment as the city's clocks show it. */
export function local(moment: string, { zone }: Told): Temporal.ZonedDateTime {
  return Temporal.Instant.from(moment).toZonedDateTimeISO(zone);
}

/** In how many days that is, counted from the day the caller asked. */
export function daysAhead(day: Temporal.ZonedDateTime, told: Told): number {
  return local(told.requestedAt, told).toPlainDate().until(day.toPlainDate()).days;
}

/** `8`, `8:30` */
export function timeText({ hour, minute }: Temporal.ZonedDateTime): string {
  return minute === 0 ? `${hour}` : clockText({ hour, minute });
}

/** `8:00`, `8:30` */
export function clockText({ hour, minute }: Pick<Temporal.ZonedDateTime, 'hour' | 'minute'>): string {
  return `${hour}:${String(minute).padStart(2, '0')}`;
}

/** Whether it is the end of the day before, read out as 24 and not as 0. */
export function isMidnight({ hour, minute }: Temporal.ZonedDateTime): boolean {
  return hour === 0 && minute === 0;
}
