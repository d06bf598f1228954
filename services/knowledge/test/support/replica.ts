import { readConfig } from '@serviceportal/shared/config';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import { signedIn } from '@serviceportal/test/tokens';
import type { Realm } from '@serviceportal/test/realm';
import { KnowledgeConfig } from '../../src/config.ts';
import { startKnowledge } from '../../src/service.ts';

interface Asked<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** An article, a list or a search as it is answered. */
export type Shown = { articleId: string; title: string; revision: number } & Record<string, unknown>;
export interface Listed {
  readonly items: Shown[];
  readonly nextCursor?: string;
}
/** What was looked for in vain. */
export interface ListedGaps {
  readonly items: ({ query: string; count: number } & Record<string, unknown>)[];
  readonly nextCursor?: string;
}
export interface Found {
  readonly hits: { articleId: string; snippet: string; highlights: [number, number][] }[];
  readonly tookMs: number;
  readonly corrected?: string;
}

interface PutOptions {
  readonly ifMatch?: number | string;
  readonly key?: string;
  readonly contentType?: string;
}

/** A started service and how to speak with it. */
export interface Replica {
  readonly url: string;
  get<Body = unknown>(path: string): Promise<Asked<Body>>;
  put(articleId: string, body: unknown, options?: PutOptions): Promise<Asked<Shown>>;
  post(path: string, body: unknown, key?: string): Promise<Asked<{ errors?: { path: string }[] } | undefined>>;
  remove(articleId: string, ifMatch?: number): Promise<Asked<unknown>>;
  closeGap(gapId: string): Promise<Asked<unknown>>;
  /** The ids of what a search finds, best first. */
  find(q: string, more?: Record<string, string>): Promise<string[]>;
  close(): Promise<void>;
}

/** Starts the service in this process. */
export async function startReplica(
  realm: Realm,
  life: Lifecycle = createLifecycle(),
  extra: Record<string, string> = {},
): Promise<Replica> {
  try {
    const { url } = await startKnowledge(readConfig(KnowledgeConfig, realm.env('knowledge', extra)), life);
    return replicaAt(url, () => life.close());
  } catch (cause) {
    await life.close();
    throw cause;
  }
}

export function replicaAt(url: string, close: () => Promise<void>): Replica {
  async function ask<Body>(path: string, init: RequestInit = {}): Promise<Asked<Body>> {
    const headers = await signedIn(init.body, init.headers as Record<string, string>);
    const response = await fetch(url + path, { ...init, headers });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    };
  }
  const get: Replica['get'] = (path) => ask(path);
  return {
    url,
    get,
    put: (articleId, body, { ifMatch, key, contentType = 'application/json' } = {}) =>
      ask(`/articles/${articleId}`, {
        method: 'PUT',
        headers: {
          'content-type': contentType,
          ...(ifMatch !== undefined && { 'if-match': String(ifMatch) }),
          ...(key && { 'idempotency-key': key }),
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    post: (path, body, key) =>
      ask(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
        body: JSON.stringify(body),
      }),
    remove: (articleId, ifMatch) =>
      ask(`/articles/${articleId}`, {
        method: 'DELETE',
        headers: ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` },
      }),
    closeGap: (gapId) => ask(`/gaps/${gapId}`, { method: 'DELETE' }),
    async find(q, more = {}) {
      const { body } = await get<Found>(`/search?${new URLSearchParams({ q, ...more }).toString()}`);
      return body.hits.map(({ articleId }) => articleId);
    },
    close,
  };
}
