import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Admission } from '../access/index.ts';
import { type RefusalCode, Unavailable } from '../errors.ts';
import { gauge, type Logger } from '../telemetry/index.ts';

const HEARTBEAT_MS = 15_000;
/** A reader this far behind is cut off; it comes back with Last-Event-ID and misses nothing. */
const LARGEST_BACKLOG = 1024 * 1024;

export interface LiveEvent {
  /** Stream sequence, where the feed resumes; without it the event is not resumable. */
  id?: number;
  event: string;
  data: unknown;
}

export type Send = (event: LiveEvent) => void;

/** A live feed by server-sent events. */
export interface SseRoute<Params = unknown> {
  name: string;
  path: string;
  summary: string;
  params?: z.ZodType<Params>;
  refusals?: readonly RefusalCode[];
  /** Refuses (by a thrown `Refusal`) what has no feed, before the stream begins. */
  check?: (params: Params, admission: Admission) => Promise<void>;
  /**
   * Feeds `send` until `signal` aborts (reader gone, service closing), beginning after `lastEventId` if there is one. Calls
   * `begun` when nothing that happens from then on is missed; what fails before is an ordinary refusal.
   */
  open: (
    params: Params,
    lastEventId: number | undefined,
    send: Send,
    signal: AbortSignal,
    begun: () => void,
    admission: Admission,
  ) => Promise<void>;
}

/** Keeps the types of one route together. */
export function sseRoute<Params = Record<string, never>>(route: SseRoute<Params>): SseRoute {
  return route as SseRoute;
}

const readers = gauge('http_live_readers', 'Open live feeds', ['route']);

interface Reading {
  params: unknown;
  admission: Admission;
  lastEventId: number | undefined;
  closing: AbortSignal;
  logger: Logger;
  heartbeatMs?: number;
}

/** Writes one feed to one reader and ends when either side is gone. `Unavailable` when the service is closing. */
export async function stream(route: SseRoute, reading: Reading, req: Request, res: Response): Promise<void> {
  const { params, admission, lastEventId, closing, logger, heartbeatMs = HEARTBEAT_MS } = reading;
  if (closing.aborted) throw new Unavailable('the service is closing');
  if (req.method === 'HEAD') {
    begin(res);
    return void res.end();
  }

  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, closing]);
  let heartbeat: NodeJS.Timeout | undefined;
  const begun = () => {
    if (res.headersSent) return;
    begin(res);
    heartbeat = setInterval(createBeat(res), heartbeatMs);
  };
  const end = () => {
    clearInterval(heartbeat);
    if (res.headersSent) res.end();
  };
  res.once('close', () => gone.abort());
  signal.addEventListener('abort', end, { once: true });
  readers.inc({ route: route.path });
  try {
    const send = (event: LiveEvent) => {
      begun();
      write(res, event);
    };
    await route.open(params, lastEventId, send, signal, begun, admission);
    begun();
  } catch (error) {
    if (!res.headersSent && !signal.aborted) throw error;
    // The status is long sent: the reader comes back by itself.
    if (!signal.aborted) logger.warn({ err: error, route: route.path }, 'live feed broke off');
  } finally {
    readers.dec({ route: route.path });
    signal.removeEventListener('abort', end);
    end();
  }
}

function begin(res: Response): void {
  res.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // A proxy in front must not collect events.
    'X-Accel-Buffering': 'no',
  });
  res.write('retry: 2000\n\n');
}

/** Sends a sign of life, or gives up a reader who had something waiting at the last one and took nothing of it since. */
function createBeat(res: Response): () => void {
  let before: number | undefined;
  return () => {
    const { socket } = res;
    const taken = socket && res.writableNeedDrain ? socket.bytesWritten - socket.writableLength : undefined;
    if (taken !== undefined && taken === before) return void res.destroy();
    before = taken;
    res.write(':\n\n');
  };
}

function write(res: Response, { id, event, data }: LiveEvent): void {
  if (res.writableEnded || res.destroyed) return;
  if (res.writableLength > LARGEST_BACKLOG) {
    res.destroy();
    return;
  }
  // Event types are ours and JSON has no raw line breaks, so no field can begin a new one.
  res.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
