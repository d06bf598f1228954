import { request as httpRequest } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { type ServiceName, SERVICES } from '@serviceportal/shared/contracts';
import { exampleBody, pathOf, requiredQuery } from './example-request.ts';
import { readDocument } from './kept-documents.ts';
import { signedIn } from '../support/tokens.ts';
import { type BadBody, badBodiesOf } from './bad-bodies.ts';
import { type DescribedOperation, openOpenApi } from './openapi.ts';
import type { Recorder } from './recorder.ts';

/** One request that must be refused: with which status, and naming which place. */
interface BadRequest {
  readonly what: string;
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly expected: readonly number[];
  /** The fields that the answer names. */
  readonly names?: string | readonly string[] | undefined;
}

/** Every operation of every service, each with all that can be wrong about its input by its own description. */
export function describeBadInput(recorder: () => Recorder): void {
  describe.each(SERVICES)('%s refuses what its document does not allow', (service) => {
    const api = openOpenApi(readDocument(`openapi/${service}.json`));
    const operations = api.operations.map((operation) => [operation.operationId, operation] as const);

    it.each(operations)('%s', async (_name, operation) => {
      const schema = operation.requestBody?.content['application/json']?.schema;
      const bodies = schema ? badBodiesOf(schema, exampleBody(operation), api.resolve) : [];
      const requests = badRequests(operation, bodies);
      const accepted = await Promise.all(
        requests.map((request) => notRefused(recorder(), service, operation, request)),
      );
      expect(accepted.filter(Boolean)).toEqual([]);
    });

    const withIds = operations.filter(([, { path }]) => path.includes('{'));
    it.each(withIds)('%s with dots for an id', async (_name, operation) => {
      for (const dots of ['..', '%2e%2e', '.%2e']) {
        const status = await statusOfRaw(recorder(), service, operation, dots);
        expect([400, 404, 405]).toContain(status);
      }
    });

    const searching = operations.filter(([, operation]) => queryNames(operation).includes('q'));
    if (searching.length === 0) return;
    it.each(searching)('%s by a pattern, which it reads as text', async (_name, { method, path }) => {
      const search = (q: string) => recorder().ask(service, method, `${path}?q=${encodeURIComponent(q)}`);
      for (const q of PATTERNS) {
        const { status, body } = await search(q);
        expect(status).toBe(200);
        const { items, hits } = body as { items?: unknown[]; hits?: unknown[] };
        expect(items ?? hits).toEqual([]);
      }
      for (const q of ['[', '(', '*', '\\']) expect((await search(q)).status).toBe(200);
    });
  });
}

/** As patterns they would find everything; as text, nothing. */
const PATTERNS = ['xyzzy|.*', '(xyzzy|.)+$', '^(?!xyzzy)', '{"$ne":"xyzzy"}', 'xyzzy|[^]*'];

/** The status of a request with this in the place of every id, sent as it is: `fetch` would tidy it up. */
async function statusOfRaw(
  { urls }: Recorder,
  service: ServiceName,
  operation: DescribedOperation,
  id: string,
): Promise<number | undefined> {
  const headers = await signedIn();
  const { hostname, port } = new URL(urls[service]);
  const path = operation.path.replace(/\{\w+\}/g, id);
  return new Promise((resolve, reject) => {
    const method = operation.method.toUpperCase();
    const sending = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on('error', reject).end();
  });
}

function queryNames({ parameters = [] }: DescribedOperation): string[] {
  return parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
}

async function notRefused(
  { ask }: Recorder,
  service: ServiceName,
  operation: DescribedOperation,
  request: BadRequest,
): Promise<string | undefined> {
  const { what, method = operation.method, path = pathOf(operation), headers, expected, names } = request;
  const body = 'body' in request ? request.body : exampleBody(operation);
  const answer = await ask(service, method, path, { body, headers });
  const said = `${what}: ${answer.status} ${JSON.stringify(answer.body)}`;
  if (!expected.includes(answer.status)) return said;
  if (!answer.headers.get('content-type')?.startsWith('application/problem+json')) return said;
  const { errors = [] } = answer.body as { errors?: { path: string }[] };
  const isNamed = (name: string) => errors.some(({ path: place }) => place === name || place.startsWith(`${name}.`));
  return [names ?? []].flat().every(isNamed) ? undefined : said;
}

function badRequests(operation: DescribedOperation, bodies: readonly BadBody[]): BadRequest[] {
  const isFeed = '200' in operation.responses && operation.responses['200']?.content?.['text/event-stream'];
  return [
    ...badPaths(operation),
    ...badHeaders(operation),
    ...(isFeed ? [] : badQueries(operation)),
    ...bodies.map((bad) => ({ expected: [400], ...bad })),
    { what: 'a method that is not there', method: 'patch', body: undefined, expected: [405] },
  ];
}

/** What may not become a token of a subject. */
const NO_TOKEN = [
  ...['a.b', '%3E', '*', 'x'.repeat(65), 'a%0d%0ab', '%00', '%C3%BC', 'u%CC%88', '..%2F..', '$ne', '%24ne', 'a%20b'],
];
/** What no sign-in calls anybody. */
const NO_PERSON = ['a%20b', '%C3%A4', 'x'.repeat(129), 'a%0d%0ab'];

function badPaths(operation: DescribedOperation): BadRequest[] {
  const names = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  const broken = names.flatMap((name) =>
    (name === 'agentId' ? NO_PERSON : NO_TOKEN).map((value) => ({
      what: `${name} ${value}`,
      path: pathOf(operation, { [name]: value }),
      expected: [400, 404],
    })),
  );
  // Where a new one may be made by its address there is no unknown one.
  if (names.length === 0 || operation.method === 'put') return broken;
  const unknown = { what: 'unknown', path: pathOf(operation, UNKNOWN) + requiredQuery(operation), expected: [404] };
  return '404' in operation.responses ? [...broken, unknown] : broken;
}

const UNKNOWN: Record<string, string> = {
  departmentId: 'gibt-es-nicht',
  articleId: 'gibt-es-nicht',
  closureId: 'closed-1999-01-01-1999-01-01',
};

function badHeaders({ parameters = [] }: DescribedOperation): BadRequest[] {
  const values: Record<string, string> = {
    'Idempotency-Key': 'a b',
    'If-Match': '"x"',
    'Last-Event-ID': 'x',
    'Access-Reason': 'curiosity',
  };
  return parameters
    .filter((parameter) => parameter.in === 'header')
    .map(({ name }) => ({ what: name, headers: { [name]: values[name]! }, expected: [400], names: name }));
}

function badQueries(operation: DescribedOperation): BadRequest[] {
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const bad = (text: string, names: string): BadRequest => ({
    what: text,
    path: `${pathOf(operation)}?${text}`,
    expected: [400],
    names,
  });
  return [
    bad('unknownField=1', 'unknownField'),
    ...query.flatMap(({ name }) => [bad(`${name}[$ne]=1`, `${name}[$ne]`), bad(`${name}=1&${name}=2`, name)]),
  ];
}
