import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { RefusalCode } from '../errors.ts';
import { isQuery, type Operation } from './operation.ts';
import { Problem, statusOf } from './problem.ts';
import type { SseRoute } from './sse.ts';

const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/)
  .optional()
  .describe('The same key and body again give the same answer for 7 days; with another body it is refused (422)');

const IfMatch = z.string().optional().describe('The revision the change is made to, like "3"; none to create');
const LastEventId = z.string().optional().describe('Where the feed goes on: the id of the last event received');

/** The OpenAPI 3.1 document of one service, made from the same schemas that parse its requests. */
export function openApiOf(service: string, operations: readonly Operation[], streams: readonly SseRoute[] = []) {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    const path = (paths[templateOf(operation.path)] ??= {});
    path[operation.method] = describeOperation(service, operation);
  }
  for (const route of streams) {
    const path = (paths[templateOf(route.path)] ??= {});
    path.get = describeStream(route);
  }
  return createDocument({
    openapi: '3.1.0',
    info: { title: `Serviceportal ${service}`, version: '1.0.0' },
    paths,
  });
}

function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

function describeOperation(service: string, operation: Operation): ZodOpenApiOperationObject {
  const header = {
    ...(!isQuery(operation) && { 'Idempotency-Key': IdempotencyKey }),
    ...(operation.ifMatch && { 'If-Match': IfMatch }),
  };
  const responses: ZodOpenApiResponsesObject = {};
  for (const [status, schema] of Object.entries(operation.answers)) {
    const description = STATUS_CODES[status] ?? status;
    responses[status as '200'] = schema
      ? { description, content: { 'application/json': { schema } } }
      : { description };
  }
  // A key may come again with another body, and what an answer needs may be away: that goes for all.
  const always: RefusalCode[] = isQuery(operation)
    ? ['invalid', 'unavailable']
    : ['invalid', 'unprocessable', 'unavailable'];
  addProblems(responses, [...always, ...(operation.refusals ?? [])]);
  return {
    operationId: operation.name,
    summary: operation.summary,
    ...(operation.command && { 'x-nats-subject': `cmd.${service}.${operation.command}` }),
    requestParams: {
      ...(operation.params && { path: operation.params }),
      ...(operation.query && { query: operation.query }),
      ...(Object.keys(header).length > 0 && { header: z.object(header) }),
    },
    ...(operation.body && { requestBody: { content: { 'application/json': { schema: operation.body } } } }),
    responses,
  };
}

function describeStream(route: SseRoute): ZodOpenApiOperationObject {
  const responses: ZodOpenApiResponsesObject = {
    200: { description: 'Server-sent events', content: { 'text/event-stream': { schema: z.string() } } },
  };
  addProblems(responses, ['invalid', ...(route.refusals ?? [])]);
  return {
    operationId: route.name,
    summary: route.summary,
    requestParams: {
      ...(route.params instanceof z.ZodObject && { path: route.params }),
      header: z.object({ 'Last-Event-ID': LastEventId }),
    },
    responses,
  };
}

function addProblems(responses: ZodOpenApiResponsesObject, codes: readonly RefusalCode[]): void {
  const content = { 'application/problem+json': { schema: Problem } };
  for (const code of codes) {
    const status = statusOf(code);
    responses[String(status) as '400'] ??= { description: STATUS_CODES[status] ?? code, content };
  }
  responses.default = { description: 'Any other problem', content };
}
