import { type ServiceName, streamOf } from '@serviceportal/shared/contracts';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Say } from '../infrastructure/say.ts';
import { alone } from '../rebuild/alone.ts';
import { createLogReader } from '../rebuild/log-reader.ts';
import { findStream, openOperator, type Operator } from '../rebuild/operator.ts';
import type { Addresses } from '../rebuild/settings.ts';
import { checkOneDatabase, openServiceView, type ServiceView } from '../rebuild/views.ts';
import { nowStands } from './closed-stream.ts';
import { compare, hasLost, isDoubled, needsRepair } from './compare.ts';
import { describe } from './describe.ts';
import { notePositions } from './positions.ts';
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
    const found = await findStream(operator, stream);
    if (!found || nowStands(found).is !== 'open') {
      const what = found ? `${stream} is closed, as making it again was broken off` : `the log has no stream ${stream}`;
      say(`${what}: npm run reconcile -- --remake all.`);
      level = false;
      continue;
    }
    const comparison = await compare(projection, view, log, operator);
    say(describe(comparison));
    if (hasLost(comparison) || isDoubled(comparison)) level = false;
    else if (streamOf(stream).owner === service) await notePositions(stream, view, operator);
    if (!needsRepair(comparison)) continue;
    if (mend) say(`${await repair(comparison, view, log)} events projected once more.`);
    else level = false;
  }
  return level;
}
