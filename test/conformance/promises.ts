import { describe, expect, it } from '@jest/globals';
import type { JsonSchema } from '@serviceportal/shared/http';
import { PROMISED, type PromisedRoute } from './http-api-table.ts';
import { readDocument } from './kept-documents.ts';
import { type OpenApi, openOpenApi } from './openapi.ts';

/** Every promised route with its fields and statuses stands in the documents. */
export function describePromises(): void {
  describe('the documents hold what is promised', () => {
    it.each(PROMISED.map((promised) => [promised.service, promised.route, promised.status ?? '', promised] as const))(
      '%s %s %s',
      (service, _route, _status, promised) => {
        expect(missingFrom(openOpenApi(readDocument(`openapi/${service}.json`)), promised)).toEqual([]);
      },
    );
  });
}

function missingFrom(api: OpenApi, { route, takes = '', status, answers = '', refuses = [] }: PromisedRoute): string[] {
  const [method, path] = route.split(' ');
  const operation = api.operations.find((each) => each.method === method!.toLowerCase() && each.path === path);
  if (!operation) return [route];
  const body = operation.requestBody?.content['application/json']?.schema;
  const taken = new Set([
    ...(operation.parameters ?? []).map(({ name }) => name),
    ...(body ? fieldsOf(api, body) : []),
  ]);
  const answer = status === undefined ? undefined : operation.responses[String(status)];
  const answered = new Set(fieldsOf(api, answer?.content?.['application/json']?.schema ?? {}));
  return [
    ...words(takes).filter((field) => !taken.has(field)),
    ...(status !== undefined && !answer ? [String(status)] : []),
    ...words(answers).filter((field) => !answered.has(field)),
    ...refuses.map(String).filter((code) => !(code in operation.responses)),
  ];
}

function words(text: string): string[] {
  return text.split(' ').filter(Boolean);
}

/** `call`, `call.state`: two levels, through lists and alternatives. */
function fieldsOf(api: OpenApi, schema: JsonSchema, depth = 2): string[] {
  const resolved = api.resolve(schema);
  const alternatives = resolved.anyOf ?? resolved.oneOf ?? [];
  if (alternatives.length > 0) return alternatives.flatMap((each) => fieldsOf(api, each, depth));
  if (resolved.items) return fieldsOf(api, resolved.items, depth);
  if (depth === 0) return [];
  return Object.entries(resolved.properties ?? {}).flatMap(([name, field]) => [
    name,
    ...fieldsOf(api, field, depth - 1).map((inner) => `${name}.${inner}`),
  ]);
}
