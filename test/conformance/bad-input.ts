import { describe, expect, it } from '@jest/globals';
import { type ServiceName, SERVICES } from '@serviceportal/shared/contracts';
import type { JsonSchema } from '@serviceportal/shared/http';
import { readDocument } from './kept-documents.ts';
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
  /** The field that the answer names. */
  readonly names?: string;
}

/** Every operation of every service, each with all that can be wrong about its input by its own description. */
export function describeBadInput(recorder: () => Recorder): void {
  describe.each(SERVICES)('%s refuses what its document does not allow', (service) => {
    const api = openOpenApi(readDocument(`openapi/${service}.json`));
    const operations = api.operations.map((operation) => [operation.operationId, operation] as const);

    it.each(operations)('%s', async (_name, operation) => {
      const schema = operation.requestBody?.content['application/json']?.schema;
      const requests = badRequests(operation, schema && api.resolve(schema));
      const accepted = await Promise.all(
        requests.map((request) => notRefused(recorder(), service, operation, request)),
      );
      expect(accepted.filter(Boolean)).toEqual([]);
    });
  });
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
  if (names !== undefined && !errors.some(({ path: place }) => place === names || place.startsWith(`${names}.`))) {
    return said;
  }
  return undefined;
}

function badRequests(operation: DescribedOperation, body: JsonSchema | undefined): BadRequest[] {
  const isFeed = '200' in operation.responses && operation.responses['200']?.content?.['text/event-stream'];
  return [
    ...badPaths(operation),
    ...badHeaders(operation),
    ...(isFeed ? [] : badQueries(operation)),
    ...(body ? badBodies(operation, body) : []),
    { what: 'a method that is not there', method: 'patch', body: undefined, expected: [405] },
  ];
}

function badPaths(operation: DescribedOperation): BadRequest[] {
  const names = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name);
  const broken = names.flatMap((name) =>
    ['a.b', '%3E', '*', 'x'.repeat(65), 'a%0d%0ab'].map((value) => ({
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
  const values: Record<string, string> = { 'Idempotency-Key': 'a b', 'If-Match': '"x"', 'Last-Event-ID': 'x' };
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

function badBodies(operation: DescribedOperation, schema: JsonSchema): BadRequest[] {
  const example = exampleBody(operation) as Record<string, unknown>;
  const fields = Object.entries(schema.properties ?? {});
  const bad = (what: string, body: unknown, names?: string): BadRequest => ({ what, body, expected: [400], names });
  return [
    bad('an unknown field', { ...example, unknownField: 1 }, 'unknownField'),
    bad('no JSON', '{"a":'),
    bad('a list', [], ''),
    ...fields.map(([name, field]) => bad(`${name} of another type`, { ...example, [name]: wrong(field) }, name)),
    ...(schema.required ?? []).map((name) => bad(`without ${name}`, { ...example, [name]: undefined }, name)),
    { what: 'text', body: 'text', headers: { 'content-type': 'text/plain' }, expected: [415] },
  ];
}

/** A value that no field of this kind takes. */
function wrong({ type }: JsonSchema): unknown {
  return type === 'object' || type === 'array' ? 7 : { $gt: '' };
}

function exampleBody(operation: DescribedOperation): unknown {
  return operation.requestBody?.content['application/json']?.example;
}

/** The address with the examples of its parameters, or with others. */
function pathOf({ path, parameters = [] }: DescribedOperation, values: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const described = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name);
    return values[name] ?? String(described?.example);
  });
}

/** What must stand in the query, so that nothing else is wrong. */
function requiredQuery({ parameters = [] }: DescribedOperation): string {
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  if (required.length === 0) return '';
  return `?${new URLSearchParams(required.map(({ name, example }): [string, string] => [name, String(example)])).toString()}`;
}
