import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { createLogger } from '@serviceportal/shared/telemetry';
import { openView, type Projection, type View } from '@serviceportal/shared/view';
import type { Say } from '../infrastructure/say.ts';
import { openLogReader } from './log-reader.ts';
import { rebuildProjection } from './rebuild-projection.ts';
import type { Addresses } from './settings.ts';

/** What each service fills its view with. */
const PROJECTIONS: Record<ServiceName, () => Promise<{ projections: readonly Projection[] }>> = {
  'call-intake': () => import('@serviceportal/call-intake/view'),
  knowledge: () => import('@serviceportal/knowledge/view'),
  tickets: () => import('@serviceportal/tickets/view'),
  notify: () => import('@serviceportal/notify/view'),
  directory: () => import('@serviceportal/directory/view'),
};

const PATIENCE_MS = 3_000;

/** Makes the views of these services anew, one after the other; says what it did. */
export async function rebuildServices(
  services: readonly ServiceName[],
  addresses: Addresses,
  say: Say,
  life: Lifecycle,
): Promise<void> {
  if (addresses.mongodbDatabase && services.length > 1) {
    throw new ConfigError(
      'MONGODB_DATABASE names the database of one service: rebuild one at a time, or leave it out.',
    );
  }
  const log = await openLogReader(addresses, life);
  for (const service of services) {
    const view = await openDatabase(service, addresses, life);
    const { projections } = await PROJECTIONS[service]();
    for (const projection of projections)
      await rebuildProjection(projection, view, log, (line) => say(`${service}: ${line}`));
  }
}

async function openDatabase(service: ServiceName, addresses: Addresses, life: Lifecycle): Promise<View> {
  const settings = { MONGODB_URL: addresses.mongodbUrl, MONGODB_DATABASE: addresses.mongodbDatabase };
  const view = openView(settings, service, createLogger({ service: 'rebuild', level: 'silent' }), life);
  for (const deadline = performance.now() + PATIENCE_MS; !view.isUp(); await pause(50)) {
    if (performance.now() < deadline) continue;
    throw new ConfigError('The database is not there: start the system first, or set MONGODB_URL or PORT_BASE.');
  }
  return view;
}
