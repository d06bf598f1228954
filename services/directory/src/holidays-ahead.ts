import { DepartmentAggregate, HotlineAggregate } from '@serviceportal/shared/contracts';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Context } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { renewDepartment, renewHotline } from './domain/department.ts';
import { reachesFarEnough } from './domain/holidays.ts';

const DAILY_MS = 24 * 3_600_000;

/**
 * Holidays travel in the departments' state, so a new year needs a new revision of each: looked at now and once a day.
 * Replicas may do it at once; the year is the cause, so it happens once.
 */
export async function keepHolidays(service: Service, life: Lifecycle): Promise<void> {
  await lookAhead(service);
  const timer = setInterval(() => {
    lookAhead(service).catch((err: unknown) => service.logger.error({ err }, 'holidays could not be renewed'));
  }, DAILY_MS);
  life.onClose('holidays', () => clearInterval(timer));
}

async function lookAhead({ log, directory, clock }: Service): Promise<void> {
  const { year } = clock.now().toZonedDateTimeISO(clock.zone);
  const context: Context = {
    cause: { id: `holidays:${year}`, lasting: true },
    actor: { type: 'service', id: 'directory' },
  };
  if (!reachesFarEnough(directory.hotline().holidayDates, year)) {
    await log.aggregate(HotlineAggregate).handle('main', context, (current) => renewHotline(year, current));
  }
  const departments = log.aggregate(DepartmentAggregate);
  for (const { departmentId, holidayDates } of directory.departments()) {
    if (reachesFarEnough(holidayDates, year)) continue;
    await departments.handle(departmentId, context, (current) => renewDepartment(year, current));
  }
}
