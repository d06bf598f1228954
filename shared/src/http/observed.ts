import { context, propagation } from '@opentelemetry/api';
import type { Request, Response } from 'express';
import { histogram, SpanKind, traced } from '../telemetry/index.ts';

const durations = histogram('http_request_duration_seconds', 'Time to answer a request', ['method', 'route', 'status']);

/** Counts one request under its route's pattern (never its path, which may hold anything). */
export function observeDuration(req: Request, res: Response, route: string): void {
  const began = performance.now();
  res.once('finish', () => {
    // How long somebody listened to a feed is no time to answer.
    if (String(res.getHeader('content-type')).startsWith('text/event-stream')) return;
    const seconds = (performance.now() - began) / 1000;
    durations.observe({ method: req.method, route, status: String(res.statusCode) }, seconds);
  });
}

/** Runs `work` in the server span of this request, within the trace its headers name. */
export async function observed(req: Request, res: Response, route: string, work: () => Promise<void>): Promise<void> {
  observeDuration(req, res, route);
  const attributes = { 'http.request.method': req.method, 'http.route': route };
  const options = { kind: SpanKind.SERVER, parent: propagation.extract(context.active(), req.headers) };
  await traced(
    `${req.method} ${route}`,
    attributes,
    async (span) => {
      await work();
      span.setAttribute('http.response.status_code', res.statusCode);
      if (res.statusCode >= 500) span.setStatus({ code: 2 });
    },
    options,
  );
}
