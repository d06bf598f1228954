/** Requests to the sample service, for the tests beside it. */
import { setImmediate } from 'node:timers/promises';

export interface Asked {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { errors?: { path: string; message: string }[] };
}

/** A request over the wire by whom the body names, else by anna; a body that is no text or bytes goes as JSON. */
export async function ask(
  { url }: { url: string },
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Asked> {
  const raw =
    typeof body === 'string' || body instanceof Uint8Array
      ? (body as NonNullable<RequestInit['body']>)
      : JSON.stringify(body);
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${agentIn(body)}`, ...type, ...headers },
    body: raw,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? (JSON.parse(text) as Asked['body']) : {} };
}

function agentIn(body: unknown): string {
  const { agentId } = (typeof body === 'object' && body !== null ? body : {}) as { agentId?: unknown };
  return typeof agentId === 'string' && agentId !== '' ? agentId : 'anna';
}

/** Waits until `condition` holds; the test's own limit ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
