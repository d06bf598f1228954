import { ConfigError, Unavailable } from '@serviceportal/shared/errors';
import type { SignIn } from '../sign-in.ts';
import type { Addresses } from './settings.ts';

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/**
 * The services with master data, over HTTP. `Unavailable` where one cannot be reached or cannot answer now, `ConfigError`
 * where it refuses the token.
 */
export interface ServiceClient {
  get(service: keyof Addresses, path: string): Promise<Record<string, unknown>>;
  /** All items of a list. */
  list(service: keyof Addresses, path: string): Promise<Record<string, unknown>[]>;
  /** Also gives refusals; `revision` is the one that was read, none to create. */
  put(service: keyof Addresses, path: string, body: object, revision: number | undefined): Promise<Answer>;
}

const TIMEOUT_MS = 10_000;

/** Who may change the directory and the knowledge base. */
const EDITOR = 'edda.editor';
const EDITORS = 'set ACCESS_TOKEN to one of somebody with the role editor or ops.';

export function createServiceClient(addresses: Addresses, signIn: SignIn): ServiceClient {
  async function ask(service: keyof Addresses, path: string, request: RequestInit = {}): Promise<Answer> {
    const url = new URL(path, addresses[service]);
    const headers = { ...(request.headers as Record<string, string>), ...(await signIn.as(EDITOR)) };
    const answer = await send(service, url, { ...request, headers });
    if (answer.status >= 500) throw new Unavailable(`${service} cannot answer ${url.pathname} now: look at its log.`);
    if (answer.status === 401) throw refusedToken(service, answer.body);
    return answer;
  }

  async function get(service: keyof Addresses, path: string): Promise<Record<string, unknown>> {
    const { status, body } = await ask(service, path);
    if (status === 403)
      throw new ConfigError(`${service} does not show ${path} to whoever's token this is: ${EDITORS}`);
    if (status !== 200) throw new ConfigError(`${service} answered ${path} with ${status}: is it this version?`);
    return body;
  }

  return {
    get,
    async list(service, path) {
      const items: Record<string, unknown>[] = [];
      for (let cursor: unknown; ;) {
        const after = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : '';
        const page = await get(service, `${path}?limit=200${after}`);
        items.push(...(page['items'] as Record<string, unknown>[]));
        cursor = page['nextCursor'];
        if (cursor === undefined) return items;
      }
    },
    put: (service, path, body, revision) =>
      ask(service, path, {
        method: 'PUT',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...(revision !== undefined && { 'if-match': `"${revision}"` }) },
      }),
  };
}

async function send(service: keyof Addresses, url: URL, request: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch (cause) {
    const setting = `${service.toUpperCase()}_URL`;
    const advice = `start the system, or set ${setting} to where it answers.`;
    throw new Unavailable(`${service} cannot be reached at ${url.origin}: ${advice}`, { cause });
  }
}

function refusedToken(service: keyof Addresses, { detail }: Record<string, unknown>): ConfigError {
  const why = typeof detail === 'string' ? ` (${detail.replace(/[.]$/, '')})` : '';
  return new ConfigError(
    `${service} refuses the token${why}: set ACCESS_TOKEN to a valid one, or leave it out where the system runs in development.`,
  );
}
