import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemErrorCode } from '../system-error.ts';
import { problem } from './problem.ts';

/** `X-Forwarded-For` of a request that is passed on: whoever sent it, behind what it said already, which may be forged. */
export function forwardedFor({ headers, socket }: IncomingMessage): string {
  const said = [headers['x-forwarded-for'] ?? []].flat();
  return [...said, socket.remoteAddress ?? 'unknown'].join(', ');
}

/** No connection came about, so nothing was done and any request may be sent again. */
export function nobodyThere(cause: unknown): boolean {
  const code = systemErrorCode(cause);
  return code !== undefined && ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}

/** Answers a request that was not, or not wholly, passed on; an answer that has begun is cut off. */
export function refusePassing(response: ServerResponse, status: 413 | 502 | 503, detail: string): void {
  if (response.headersSent) return void response.destroy();
  const document = { ...problem(status === 413 ? 'too-large' : 'unavailable', detail), status };
  response.writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '1' });
  response.end(JSON.stringify(document));
}
