import { randomUUID } from 'node:crypto';
import { createLifecycle, type Lifecycle } from '../../lifecycle.ts';
import { createLogger } from '../../telemetry/index.ts';
import { openView, type View } from '../index.ts';

/** A view on an empty database of its own, on the server at `url`. */
export async function openTestView(url: string): Promise<{ view: View; life: Lifecycle }> {
  const life = createLifecycle();
  const logger = createLogger({ service: 'test', level: 'silent' });
  const settings = { MONGODB_URL: url, MONGODB_DATABASE: `t${randomUUID()}` };
  const view = openView(settings, 'test', logger, life);
  await view.connection.asPromise();
  return { view, life };
}
