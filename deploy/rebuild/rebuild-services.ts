import type { ServiceName } from '@serviceportal/shared/contracts';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Say } from '../infrastructure/say.ts';
import { alone } from './alone.ts';
import { createLogReader } from './log-reader.ts';
import { openOperator } from './operator.ts';
import { rebuildProjection } from './rebuild-projection.ts';
import type { Addresses } from './settings.ts';
import { checkOneDatabase, openServiceView } from './views.ts';

/** Makes the views of these services anew, one after the other; says what it did. */
export async function rebuildServices(
  services: readonly ServiceName[],
  addresses: Addresses,
  say: Say,
  life: Lifecycle,
): Promise<void> {
  checkOneDatabase(services, addresses);
  const log = createLogReader(await openOperator(addresses, life));
  for (const service of services) {
    const { view, projections } = await openServiceView(service, addresses, life);
    await alone(view, async () => {
      for (const projection of projections)
        await rebuildProjection(projection, view, log, (line) => say(`${service}: ${line}`));
    });
  }
}
