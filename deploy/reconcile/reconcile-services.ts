import { type ServiceName, streamOf } from '@serviceportal/shared/contracts';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Projection } from '@serviceportal/shared/view';
import type { Say } from '../infrastructure/say.ts';
import { alone } from '../rebuild/alone.ts';
import { createLogReader } from '../rebuild/log-reader.ts';
import { findStream, openOperator, type Operator } from '../rebuild/operator.ts';
import type { Addresses } from '../rebuild/settings.ts';
import { checkOneDatabase, openServiceView, type ServiceView } from '../rebuild/views.ts';
import { nowStands } from './closed-stream.ts';
import { compare, type Comparison, hasLost, isDoubled, needsRepair } from './compare.ts';
import { count, describe } from './describe.ts';
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
  const looks: (string | Comparison)[] = [];
  for (const projection of projections) {
    looks.push((await whyClosed(projection, operator)) ?? (await compare(projection, view, log, operator)));
  }
  const isLost = looks.some((look) => typeof look === 'string' || hasLost(look));
  let level = !isLost;
  for (const look of looks) {
    if (typeof look === 'string') {
      say(`${look}: npm run reconcile -- --remake all.`);
      continue;
    }
    const { stream } = look.projection;
    say(describe(look, isLost));
    if (isDoubled(look)) level = false;
    else if (!hasLost(look) && streamOf(stream).owner === service) await notePositions(stream, view, operator);
    if (!needsRepair(look)) continue;
    if (mend && !isLost) say(`${count(await repair(look, view, log), 'event')} projected once more.`);
    else level = false;
  }
  return level;
}

/** Why there is nothing to compare a view with; nothing where there is. */
async function whyClosed({ stream }: Projection, operator: Operator): Promise<string | undefined> {
  const found = await findStream(operator, stream);
  if (!found) return `the log has no stream ${stream}`;
  return nowStands(found).is === 'open' ? undefined : `${stream} is closed, as making it again was broken off`;
}
