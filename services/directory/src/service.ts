import { ConfigError } from '@serviceportal/shared/errors';
import { DURABLES } from '@serviceportal/shared/contracts';
import type { Served } from '@serviceportal/shared/http';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { personCommands } from '@serviceportal/shared/person';
import { openService } from '@serviceportal/shared/service';
import { anchorDaily } from './anchoring.ts';
import { readCityFolder } from './city-folder.ts';
import type { DirectoryConfig } from './config.ts';
import { createEraseTransfer } from './erasing.ts';
import { keepHolidays } from './holidays-ahead.ts';
import { availabilityOperations } from './http/availability.ts';
import { closureLists } from './http/closure-lists.ts';
import { closureOperations } from './http/closures.ts';
import { departmentOperations } from './http/departments.ts';
import { hotlineOperations } from './http/hotline.ts';
import { presenceOperations } from './http/presence.ts';
import { revisionOperations } from './http/revisions.ts';
import { topicOperations } from './http/topics.ts';
import { transferRecords } from './person-records.ts';
import { onCallErased, onTransferErased } from './reactions/on-erased.ts';
import { onTransferRequested } from './reactions/on-transfer-requested.ts';
import { seedDirectory } from './seed.ts';
import { projections } from './view/projections.ts';

/** Starts the directory: who is responsible, who is there now, and what becomes of a transfer. */
export async function startDirectory(config: DirectoryConfig, life: Lifecycle): Promise<Served> {
  const folder = await readCityFolder(config.CITY_FOLDER);
  if (folder.hotline.zone !== config.CITY_ZONE) {
    throw new ConfigError(`CITY_ZONE must be that of the city folder: set it to ${folder.hotline.zone}.`);
  }
  const service = await openService('directory', config, life);
  const { log, view, directory } = service;

  await directory.loaded;
  await seedDirectory(service, folder);
  await keepHolidays(service, life);
  for (const projection of projections) await log.project(projection, projection.createProjector(view));
  await log.react(DURABLES.directoryOnTransferRequested, onTransferRequested(service));
  await anchorDaily(service, life);
  const erase = createEraseTransfer(service);
  await log.react(DURABLES.directoryOnCallErased, onCallErased(service, erase));
  await log.react(DURABLES.directoryOnTransferErased, onTransferErased(service));
  const operations = [
    ...hotlineOperations(service),
    ...departmentOperations(service),
    ...revisionOperations(service),
    ...closureOperations(service),
    ...closureLists(service),
    ...presenceOperations(service),
    ...availabilityOperations(service),
    ...topicOperations(service),
  ];
  return service.serve(operations, [], personCommands(service, [transferRecords(service, erase)]));
}
