import { type Department, DepartmentAggregate, type Hotline, HotlineAggregate } from '@serviceportal/shared/contracts';
import { canonicalJson } from '@serviceportal/shared/identity';
import type { Context } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import type { CityFolder } from './city-folder.ts';
import { departmentFrom, hotlineFrom, seedDepartment, seedHotline } from './domain/department.ts';

/** Always the same: what is seeded again into a log that was lost is known to be what was seeded before. */
const SEEDING = { id: 'city-folder' };

/**
 * Writes what the city folder says where the log has no revision yet; several replicas may do it at once. From then on
 * the log is the truth, so a file that says something else is only named in a log line. Resolves once the local copy has
 * it all.
 */
export async function seedDirectory(service: Service, folder: CityFolder): Promise<void> {
  const { log, clock, directory, logger } = service;
  const { year } = clock.now().toZonedDateTimeISO(clock.zone);
  const context: Context = { cause: SEEDING, actor: { type: 'service', id: 'directory' } };
  const hotlines = log.aggregate(HotlineAggregate);
  const departments = log.aggregate(DepartmentAggregate);

  const hotline = await hotlines.handle('main', context, (current) =>
    seedHotline(hotlineFrom(folder.hotline, year), current),
  );
  const seeded = await Promise.all(
    folder.departments.map(async (written) => {
      const { departmentId } = written;
      const outcome = await departments.handle(departmentId, context, (current) =>
        seedDepartment(departmentFrom(written, year), current),
      );
      return { ...outcome, file: `departments/${departmentId}.yaml`, differs: differs(written, outcome.state) };
    }),
  );
  const different = seeded.filter((each) => each.differs).map(({ file }) => file);
  if (differs(folder.hotline, hotline.state)) different.unshift('city.yaml');
  if (different.length > 0) {
    logger.info({ files: different }, 'files of the city folder differ from the directory, which was changed since');
  }
  await directory.reached(Math.max(...[hotline, ...seeded].map(({ sequence }) => sequence)));
}

/** Whether `state` is not what was written, apart from what is worked out of that. */
function differs(written: object, state: Department | Hotline): boolean {
  const { week: _week, holidayDates: _dates, revision: _revision, ...says } = state;
  return canonicalJson(written) !== canonicalJson(says);
}
