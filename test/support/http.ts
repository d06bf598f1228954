import { type As, authorization, personIn } from './tokens.ts';

/** An answer as a frontend sees it. */
export interface Answered<Body = Record<string, unknown>> {
  status: number;
  body: Body;
  headers: Headers;
}

interface Asking {
  /** Who asks: whom the body names, else a tester of all trades. */
  as?: As | 'anonymous';
  /** `Access-Reason` */
  reason?: string;
}

interface Options extends Asking {
  key?: string;
  ifMatch?: number;
}

/** Sends a command; the body is parsed whatever the status. */
export function post<Body = Record<string, never>>(
  url: string,
  body: unknown,
  options: Options = {},
): Promise<Answered<Body>> {
  return send('POST', url, body, options);
}

export function put<Body = Record<string, never>>(
  url: string,
  body: unknown,
  options: Options = {},
): Promise<Answered<Body>> {
  return send('PUT', url, body, options);
}

export async function get<Body = Record<string, never>>(
  url: string,
  { as = personIn(undefined), reason }: Asking = {},
): Promise<Answered<Body>> {
  const headers = { ...(await authorization(as)), ...(reason && { 'access-reason': reason }) };
  return answered(await fetch(url, { headers }));
}

export function del<Body = Record<string, never>>(url: string, options: Options = {}): Promise<Answered<Body>> {
  return send('DELETE', url, undefined, options);
}

async function send<Body>(
  method: string,
  url: string,
  body: unknown,
  { key, ifMatch, reason, as = personIn(body) }: Options,
): Promise<Answered<Body>> {
  const headers = {
    ...(await authorization(as)),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(reason && { 'access-reason': reason }),
    ...(key && { 'idempotency-key': key }),
    ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
  };
  return answered(await fetch(url, { method, headers, body: JSON.stringify(body) }));
}

async function answered<Body>(response: Response): Promise<Answered<Body>> {
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Body, headers: response.headers };
}

/** The value of a metric, all labels together that match. */
export async function metric(serviceUrl: string, name: string, labels: Record<string, string> = {}): Promise<number> {
  const text = await (await fetch(`${serviceUrl}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
