/** The directory as the knowledge base meets it: the hotline and the one department that tests publish for. */
import { randomUUID } from 'node:crypto';
import {
  DepartmentAggregate,
  DepartmentChanged,
  HotlineAggregate,
  HotlineChanged,
} from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import { parseHours } from '@serviceportal/shared/time';
import type { Realm } from '@serviceportal/test/realm';

const hours = 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off';
const office = { hours, week: parseHours(hours), holidays: 'DE-NW', holidayDates: [], closures: [] };

/** Writes the hotline and the department `umwelt` with its topic `sperrmuell`, as the directory does. */
export async function recordDirectory(realm: Realm): Promise<void> {
  const log = await realm.log('directory');
  const context = { cause: { id: randomUUID() }, actor: { type: 'service', id: 'test' } } as const;
  const hotline = {
    hotlineId: 'main',
    cityName: 'Krefeld',
    number: '02151 86-0',
    zone: 'Europe/Berlin',
    seats: 12,
  } as const;
  const department = {
    ...{ departmentId: 'umwelt', name: 'Umwelt', centralNumber: '02151 86-2351', mailbox: 'umwelt@krefeld.example' },
    topics: [{ topicId: 'sperrmuell', name: 'Sperrmüll' }],
    serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
  };
  await log
    .aggregate(HotlineAggregate)
    .handle('main', context, () => happened(HotlineChanged, { ...hotline, ...office }));
  await log
    .aggregate(DepartmentAggregate)
    .handle('umwelt', context, () => happened(DepartmentChanged, { ...department, ...office }));
}
