import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type Rule, ruleOf, type ServiceRules } from '../access/index.ts';
import { addExamples, type OpenApiDocument } from './openapi-examples.ts';
import { answersOf, feedAnswersOf } from './openapi-answers.ts';
import { isQuery, type Operation } from './operation.ts';
import { accessHeader, accessOf, BEARER } from './openapi-access.ts';
import type { SseRoute } from './sse.ts';

const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/)
  .optional()
  .describe('The same key and body again give the same answer for 7 days; with another body it is refused (422)')
  .meta({ example: 'b3f1c2' });

const IfMatch = z
  .string()
  .optional()
  .describe('The revision the change is made to, like "3"; none to create')
  .meta({ example: '"3"' });

const LastEventId = z
  .string()
  .optional()
  .describe('Where the feed goes on: the id of the last event received')
  .meta({ example: '4711' });

export interface Described {
  readonly service: string;
  readonly operations: readonly Operation[];
  readonly streams: readonly SseRoute[];
  readonly rules: ServiceRules;
}

/** The OpenAPI 3.1 document of one service, made from the same schemas that parse its requests. */
export function openApiOf({ service, operations, streams, rules }: Described): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    const path = (paths[templateOf(operation.path)] ??= {});
    path[operation.method] = describeOperation(service, operation, ruleOf(rules, operation.name));
  }
  for (const route of streams) {
    const path = (paths[templateOf(route.path)] ??= {});
    path.get = describeStream(route, ruleOf(rules, route.name));
  }
  const tags = new Set([...operations, ...streams].map(tagOf));
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: `Serviceportal ${service}`,
      version: '1.0.0',
      description:
        'Made from the schemas that parse the requests. For people: `/docs`. For machines that watch: `/health/live`, ' +
        '`/health/ready` (503 with what is missing), `/metrics` (Prometheus).',
    },
    tags: [...tags].sort().map((name) => ({ name })),
    paths,
    components: { securitySchemes: { bearer: BEARER } },
  }) as OpenApiDocument;
  return addExamples(document);
}

function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}');
}

/** `/calls/:callId/transfer` is about calls. */
function tagOf({ path }: { path: string }): string {
  return path.split('/')[1] ?? '';
}

function describeOperation(service: string, operation: Operation, rule: Rule): ZodOpenApiOperationObject {
  const header = {
    ...(!isQuery(operation) && { 'Idempotency-Key': IdempotencyKey }),
    ...(operation.ifMatch && { 'If-Match': IfMatch }),
    ...accessHeader(rule),
  };
  const { body } = operation;
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [tagOf(operation)],
    ...(operation.command && { 'x-nats-subject': `cmd.${service}.${operation.command}` }),
    requestParams: {
      ...(operation.params && { path: operation.params }),
      ...(operation.query && { query: operation.query }),
      ...(Object.keys(header).length > 0 && { header: z.object(header) }),
    },
    ...(body && {
      requestBody: { required: !body.safeParse({}).success, content: { 'application/json': { schema: body } } },
    }),
    ...accessOf(rule),
    responses: answersOf(operation, rule),
  };
}

function describeStream(route: SseRoute, rule: Rule): ZodOpenApiOperationObject {
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [tagOf(route)],
    requestParams: {
      ...(route.params instanceof z.ZodObject && { path: route.params }),
      query: z.object({
        lastEventId: LastEventId.describe('The same, for tools that cannot set the header'),
      }),
      header: z.object({ 'Last-Event-ID': LastEventId }),
    },
    ...accessOf(rule),
    responses: feedAnswersOf(route, rule),
  };
}
