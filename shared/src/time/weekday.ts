/** The days of the week, Monday first, as OSM writes them. */
export const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const GERMAN: Record<string, Weekday> = { Di: 'Tu', Mi: 'We', Do: 'Th', So: 'Su' };

/** `Tu` or the German `Di` as a weekday; undefined for anything else. */
export function toWeekday(name: string): Weekday | undefined {
  return WEEKDAYS.find((day) => day === name) ?? (Object.hasOwn(GERMAN, name) ? GERMAN[name] : undefined);
}

/** The weekday of a date; takes Temporal's numbering, Monday = 1. */
export function weekdayOf({ dayOfWeek }: { dayOfWeek: number }): Weekday {
  return WEEKDAYS[dayOfWeek - 1]!;
}
