import {
  type DepartmentProgram,
  type ServiceName,
  SERVICES,
  type StreamName,
  streamOf,
} from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Say } from '../infrastructure/say.ts';
import { alone } from '../rebuild/alone.ts';
import { createLogReader } from '../rebuild/log-reader.ts';
import { findStream, openOperator, type Operator } from '../rebuild/operator.ts';
import type { Addresses } from '../rebuild/settings.ts';
import { checkOneDatabase, openServiceView, type ServiceView } from '../rebuild/views.ts';
import { compare, hasLost, needsRepair } from './compare.ts';
import { describe } from './describe.ts';
import { notePositions } from './positions.ts';
import { remakeStream } from './remake.ts';
import { repair } from './repair.ts';

/** Compares the views of these services with the log, and mends them if wanted; whether they are level in the end. */
export async function reconcileServices(
  wanted: { services: readonly ServiceName[]; repair: boolean },
  addresses: Addresses,
  say: Say,
  life: Lifecycle,
): Promise<boolean> {
  checkOneDatabase(wanted.services, addresses);
  const operator = await openOperator(addresses, life);
  let level = true;
  for (const service of wanted.services) {
    const opened = await openServiceView(service, addresses, life);
    const tell = (line: string) => say(`${service}: ${line}`);
    level = (await alone(opened.view, () => reconcileService(opened, wanted.repair, operator, tell))) && level;
  }
  return level;
}

async function reconcileService(
  { view, projections, service }: ServiceView,
  mend: boolean,
  operator: Operator,
  say: Say,
): Promise<boolean> {
  const log = createLogReader(operator);
  let level = true;
  for (const projection of projections) {
    const { stream } = projection;
    if (!(await findStream(operator, stream))) {
      say(`the log has no stream ${stream}: npm run reconcile -- --remake ${stream}.`);
      level = false;
      continue;
    }
    const comparison = await compare(projection, view, log, operator);
    say(describe(comparison));
    if (hasLost(comparison)) level = false;
    else if (streamOf(stream).owner === service) await notePositions(stream, view, operator);
    if (!needsRepair(comparison)) continue;
    if (mend) say(`${await repair(comparison, view, log)} events projected once more.`);
    else level = false;
  }
  return level;
}

/** Makes a stream that was lost again from the view of the service that owns it. */
export async function remake(
  stream: StreamName,
  programs: readonly DepartmentProgram[],
  addresses: Addresses,
  say: Say,
  life: Lifecycle,
): Promise<void> {
  const owner = SERVICES.find((service) => service === streamOf(stream).owner);
  const operator = await openOperator(addresses, life);
  const opened = owner && (await openServiceView(owner, addresses, life));
  const projection = opened?.projections.find(
    (each) => each.stream === stream && each.createProjector(opened.view).events,
  );
  if (!opened || !projection)
    throw new ConfigError(`The database has no copy of ${stream}: npm run provision makes it empty.`);
  // One named database is that of the owner alone.
  const others = addresses.mongodbDatabase ? [] : SERVICES.filter((service) => service !== owner);
  let knownElsewhere = 0;
  for (const service of others) {
    const highest = await highestKnown(stream, await openServiceView(service, addresses, life));
    knownElsewhere = Math.max(knownElsewhere, highest);
  }
  const source = { view: opened.view, projection };
  await alone(opened.view, () => remakeStream({ stream, source, knownElsewhere, programs, operator, say }));
}

/** The highest sequence of this stream among the documents of a view that follows it. */
async function highestKnown(stream: StreamName, { view, projections }: ServiceView): Promise<number> {
  const collections = projections
    .filter((projection) => projection.stream === stream)
    .flatMap((projection) => projection.createProjector(view).current);
  let highest = 0;
  for (const collection of collections) {
    const last = await view.ask(() =>
      view.connection.collection<{ seq: number }>(collection).findOne({}, { sort: { seq: -1 } }),
    );
    highest = Math.max(highest, last?.seq ?? 0);
  }
  return highest;
}
