import type { Department, Hotline } from '@serviceportal/shared/contracts';
import { type Calendar, createCalendar, parseHours, Temporal } from '@serviceportal/shared/time';

export const BERLIN = 'Europe/Berlin';

/** An onboarded department with plain hours and no closures, or what `changes` makes of it. */
export function sampleDepartment(changes: Partial<Department> = {}): Department {
  const hours = changes.hours ?? 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off';
  return {
    departmentId: 'standesamt',
    name: 'Standesamt',
    centralNumber: '+492151862351',
    hours,
    week: parseHours(hours),
    holidays: 'DE-NW',
    holidayDates: ['2026-12-25', '2026-12-26', '2027-01-01'],
    closures: [],
    onboardedOn: '2022-08-01',
    mailbox: 'standesamt@stadt.example',
    topics: [{ topicId: 'geburtsurkunde', name: 'Geburtsurkunde beantragen' }],
    serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
    revision: 3,
    ...changes,
  };
}

/** The city number with a department's hours. */
export function sampleHotline(changes: Partial<Hotline> = {}): Hotline {
  const { hours, week, holidays, holidayDates } = sampleDepartment();
  return {
    hotlineId: 'main',
    cityName: 'Krefeld',
    number: '+492151860',
    zone: BERLIN,
    seats: 12,
    hours,
    week,
    holidays,
    holidayDates,
    closures: [],
    revision: 2,
    ...changes,
  };
}

export function calendarOf({ week, holidayDates, closures }: Department | Hotline): Calendar {
  return createCalendar({ zone: BERLIN, hours: week, holidays: holidayDates, exceptions: closures });
}

/** `2026-11-23 10:00` on the city's clocks. */
export function at(wall: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(wall.replace(' ', 'T')).toZonedDateTime(BERLIN).toInstant();
}
