import { Parser } from '@asyncapi/parser';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { DURABLES, EVENTS, SERVICES, STREAMS } from '@serviceportal/shared/contracts';
import { eventsPage } from '@serviceportal/deploy/docs/events-page';
import { recordedExample } from '@serviceportal/shared/contracts/example';
import { parse } from 'yaml';
import { type AsyncApi, openAsyncApi } from './asyncapi.ts';
import { readDocument } from './kept-documents.ts';
import { openOpenApi } from './openapi.ts';
import { openObjects } from './strict-input.ts';

/** The documents in docs/ by themselves. Whether they are up to date is asked of the running system (contracts.test.ts). */
describe('docs/asyncapi.yaml', () => {
  const text = readDocument('asyncapi.yaml');
  let api: AsyncApi;
  beforeAll(() => {
    api = openAsyncApi(parse(text));
  });

  it('is valid AsyncAPI 3', async () => {
    const { diagnostics } = await new Parser().parse(text);
    const problems = diagnostics.filter(({ severity }) => Number(severity) < 2);
    expect(problems.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([]);
  }, 60_000);

  it('would not be valid with a reference to nothing', async () => {
    const info = { title: 'A document', version: '1.0.0' };
    const channels = { calls: { address: 'calls', messages: { Nothing: { $ref: '#/components/messages/Nothing' } } } };
    const { diagnostics } = await new Parser().parse(JSON.stringify({ asyncapi: '3.0.0', info, channels }));
    expect(diagnostics.filter(({ severity }) => Number(severity) === 0)).not.toEqual([]);
  });

  it.each(EVENTS)('describes $type so that its recorded example fits, with no field left over', (event) => {
    expect(api.problemsOf(event.type, recordedExample(event))).toEqual([]);
  });

  it('sees what does not fit', () => {
    const example = recordedExample(EVENTS[0]!);
    expect(api.problemsOf('CallReceived', { ...example, dataschema: 'urn:other' })).not.toEqual([]);
    expect(
      api.problemsOf('CallReceived', { ...example, data: { ...(example['data'] as object), more: 1 } }),
    ).not.toEqual([]);
  });

  it('names every durable and every stream that holds messages of ours', () => {
    const durables = Object.values(DURABLES).map(({ name }) => name);
    expect(durables.filter((name) => !api.durables.has(name))).toEqual([]);
    const streams = STREAMS.filter(({ kind }) => kind === 'events' || kind === 'revisions').map(({ name }) => name);
    expect(streams.filter((name) => !api.streams.has(name))).toEqual([]);
  });
});

describe.each(SERVICES)('docs/openapi/%s.json', (service) => {
  const text = readDocument(`openapi/${service}.json`);
  const api = openOpenApi(text);

  it('is valid OpenAPI 3.1', async () => {
    expect(await new Validator().validate(text)).toMatchObject({ valid: true });
  });

  it('has examples of every body and answer, which fit', () => {
    const without = api.bodies.filter(({ example }) => example === undefined).map(({ place }) => place);
    expect(without).toEqual([]);
    const unfit = api.bodies.filter(({ schema, example }) => api.problemsOf(schema, example).length > 0);
    expect(unfit.map(({ place }) => place)).toEqual([]);
  });

  it('takes no field that it does not name, however deep', () => {
    const inputs = api.operations.flatMap(({ operationId, requestBody, parameters = [] }) => [
      { name: operationId, schema: requestBody?.content['application/json']?.schema ?? {} },
      ...parameters.map(({ name, schema }) => ({ name: `${operationId} ${name}`, schema })),
    ]);
    expect(inputs.length).toBeGreaterThan(5);
    expect(inputs.flatMap(({ name, schema }) => openObjects(schema, api.resolve).map((at) => name + at))).toEqual([]);
  });

  it('has names of their own for operations', () => {
    const ids = api.operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('an object that takes any field is seen, however deep', () => {
  const open = { type: 'object', properties: { from: { type: 'string' } } };
  const closed = (properties: object) => ({ type: 'object', properties, additionalProperties: false });
  const schema = closed({ closure: closed({ hours: { type: 'array', items: { anyOf: [{ type: 'null' }, open] } } }) });
  expect(openObjects(schema as never, (same) => same)).toEqual(['.closure.hours[]']);
});

it('docs/events.md is what the contracts say (npm run docs)', () => {
  expect(readDocument('events.md')).toBe(eventsPage());
});
