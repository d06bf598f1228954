import type { Router } from 'express';
import { collectProcessMetrics, registry } from '../telemetry/index.ts';
import type { Lifecycle } from '../lifecycle.ts';

/** What keeps a service from its commands (`missing`: not ready) or only from its lists (`degraded`: ready all the same). */
export interface Readiness {
  missing: string[];
  degraded: string[];
}

export type Ready = () => Readiness | Promise<Readiness>;

/** `/health/live`, `/health/ready` and `/metrics`. */
export function addHealth(app: Router, readiness: Ready, life: Pick<Lifecycle, 'signal'>): void {
  collectProcessMetrics();
  app.get('/health/live', (_req, res) => {
    res.json({ status: 'live' });
  });
  app.get('/health/ready', async (_req, res) => {
    const { missing, degraded } = await readinessOf(readiness, life);
    if (missing.length > 0) res.status(503).json({ status: 'not ready', missing });
    else res.json({ status: 'ready', ...(degraded.length > 0 && { degraded }) });
  });
  app.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
}

async function readinessOf(readiness: Ready, life: Pick<Lifecycle, 'signal'>): Promise<Readiness> {
  if (life.signal.aborted) return { missing: ['closing'], degraded: [] };
  try {
    return await readiness();
  } catch {
    return { missing: ['readiness'], degraded: [] };
  }
}
