/** An answer as a frontend sees it. */
export interface Answered<Body = Record<string, unknown>> {
  status: number;
  body: Body;
  headers: Headers;
}

interface Options {
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

export async function get<Body = Record<string, never>>(url: string): Promise<Answered<Body>> {
  return answered(await fetch(url));
}

async function send<Body>(
  method: string,
  url: string,
  body: unknown,
  { key, ifMatch }: Options,
): Promise<Answered<Body>> {
  const headers = {
    'content-type': 'application/json',
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
