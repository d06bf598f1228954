import {
  DepartmentAggregate,
  DepartmentChanged,
  HotlineAggregate,
  HotlineChanged,
} from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import type { Log } from '@serviceportal/shared/log';
import { parseHours } from '@serviceportal/shared/time';
import { randomUUID } from 'node:crypto';

const HOURS = 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off';
const officeTimes = { hours: HOURS, week: parseHours(HOURS), holidays: 'DE-NW', holidayDates: [], closures: [] };

export const standesamt = {
  departmentId: 'standesamt',
  name: 'Standesamt',
  centralNumber: '+492151862351',
  ...officeTimes,
  onboardedOn: '2022-08-01',
  mailbox: 'standesamt@krefeld.example',
  topics: [],
  lead: {
    name: 'Leitung Standesamt',
    email: 'leitung@krefeld.example',
    absences: [{ from: '2026-11-24', to: '2026-11-24' }],
  },
  deputies: [{ name: 'Stellvertretung Standesamt', email: 'stellvertretung@krefeld.example' }],
  serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
};

const hotline = {
  hotlineId: 'main' as const,
  cityName: 'Krefeld',
  number: '+492151860',
  zone: 'Europe/Berlin',
  seats: 12,
  ...officeTimes,
};

/** The one number and the Standesamt. */
export async function seedDirectory(log: Log): Promise<void> {
  const context = { cause: { id: randomUUID() }, actor: { type: 'service', id: 'directory' } } as const;
  await log.aggregate(HotlineAggregate).handle('main', context, () => happened(HotlineChanged, hotline));
  await log.aggregate(DepartmentAggregate).handle('standesamt', context, () => happened(DepartmentChanged, standesamt));
}
