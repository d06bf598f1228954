import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceName } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { createLogger } from '@serviceportal/shared/telemetry';
import { openView, type Projection, type View } from '@serviceportal/shared/view';
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

/** A service's database, and what fills it. */
export interface ServiceView {
  readonly service: ServiceName;
  readonly view: View;
  readonly projections: readonly Projection[];
}

/** The database doesn't answer. */
export class DatabaseAway extends ConfigError {
  constructor() {
    super('The database is not there: start the system first, or set MONGODB_URL or PORT_BASE.');
  }
}

/** Opens the database of a service; throws `DatabaseAway` where it is not there. */
export async function openServiceView(
  service: ServiceName,
  addresses: Addresses,
  life: Lifecycle,
): Promise<ServiceView> {
  const settings = { MONGODB_URL: addresses.mongodbUrl, MONGODB_DATABASE: addresses.mongodbDatabase };
  const view = openView(settings, service, createLogger({ service: 'rebuild', level: 'silent' }), life);
  for (const deadline = performance.now() + PATIENCE_MS; !view.isUp(); await pause(50)) {
    if (performance.now() < deadline) continue;
    throw new DatabaseAway();
  }
  const { projections } = await PROJECTIONS[service]();
  return { service, view, projections };
}

/** `ConfigError` where one named database would have to be that of several services. */
export function checkOneDatabase(services: readonly ServiceName[], addresses: Addresses): void {
  if (!addresses.mongodbDatabase || services.length < 2) return;
  throw new ConfigError('MONGODB_DATABASE names the database of one service: name one at a time, or leave it out.');
}
