import { DepartmentAggregate, type Hotline, HotlineAggregate } from '@serviceportal/shared/contracts';
import { canonicalJson } from '@serviceportal/shared/identity';
import type { Service } from '@serviceportal/shared/service';

type Times = Pick<Hotline, 'week' | 'holidayDates' | 'closures'>;

/** Whether somebody confirmed that a department's callbacks move with its hours, and those are the same since. */
export function departmentHoursConfirmed(service: Service, departmentId: string): Promise<boolean> {
  return hoursConfirmed(service, DepartmentAggregate, DepartmentAggregate.filter(departmentId));
}

/** The same for the whole city. */
export function cityHoursConfirmed(service: Service): Promise<boolean> {
  return hoursConfirmed(service, HotlineAggregate, HotlineAggregate.filter('main'));
}

async function hoursConfirmed(
  { log }: Pick<Service, 'log'>,
  { stream, name }: Pick<typeof DepartmentAggregate | typeof HotlineAggregate, 'stream' | 'name'>,
  subject: string,
): Promise<boolean> {
  const revisions = (await log.history(stream, subject)).map(({ envelope: { data } }) => ({
    times: timesOf(data[name] as Times),
    replan: data['replan'] === true,
  }));
  const confirmed = revisions.findLast(({ replan }) => replan);
  if (!confirmed) return false;
  return revisions.slice(revisions.indexOf(confirmed)).every(({ times }) => times === confirmed.times);
}

function timesOf({ week, holidayDates, closures }: Times): string {
  return canonicalJson([week, holidayDates, closures]);
}
