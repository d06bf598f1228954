import type { JsonSchema, OpenApiDocument, OperationObject } from '@serviceportal/shared/http';
import { checkIn } from './schema-check.ts';

export interface DescribedOperation extends OperationObject {
  readonly method: string;
  /** `/calls/{callId}` */
  readonly path: string;
}

interface Body {
  /** `receive-call 201` */
  readonly place: string;
  readonly schema: JsonSchema;
  readonly example: unknown;
}

/** The OpenAPI document of one service, to hold requests and answers against. */
export interface OpenApi {
  readonly operations: readonly DescribedOperation[];
  /** What is sent and answered as JSON. */
  readonly bodies: readonly Body[];
  /** The operation behind a request; undefined where the document knows none. */
  find(method: string, pathname: string): DescribedOperation | undefined;
  /** What in a value does not fit; fields that the schema doesn't name are problems too. */
  problemsOf(schema: JsonSchema, value: unknown): string[];
  /** What in an answer is not as the document says. */
  problemsOfAnswer(operation: DescribedOperation, answer: Answer): string[];
  /** The schema itself where `schema` only refers to one. */
  readonly resolve: (schema: JsonSchema) => JsonSchema;
}

interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: unknown;
}

export function openOpenApi(text: string): OpenApi {
  const document = JSON.parse(text) as OpenApiDocument;
  const check = checkIn(document, { closed: true });
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): DescribedOperation => ({ ...operation, path, method })),
  );

  function problemsOfAnswer(operation: DescribedOperation, { status, contentType, body }: Answer): string[] {
    const described =
      operation.responses[String(status)] ?? (status >= 400 ? operation.responses['default'] : undefined);
    if (!described) return [`the status ${status} is not described`];
    const type = contentType?.split(';')[0] ?? '';
    const content = described.content?.[type];
    if (!described.content) return body === undefined ? [] : ['a body where none is described'];
    if (!content) return [`the content type ${type} is not described`];
    if (!content.schema || type === 'text/event-stream') return [];
    return check(content.schema, body);
  }

  return {
    operations,
    bodies: operations.flatMap(bodiesOf),
    problemsOf: check,
    problemsOfAnswer,
    find(method, pathname) {
      const fitting = operations.filter(
        (each) => each.method === method.toLowerCase() && patternOf(each.path).test(pathname),
      );
      // `/calls/live` is not a call.
      return fitting.toSorted((a, b) => variables(a.path) - variables(b.path))[0];
    },
    resolve(schema) {
      if (!schema.$ref) return schema;
      return document.components?.schemas?.[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)] ?? {};
    },
  };
}

function bodiesOf({ operationId, requestBody, responses }: DescribedOperation): Body[] {
  const bodies = [
    [`${operationId} request`, requestBody?.content],
    ...Object.entries(responses).map(([status, { content }]) => [`${operationId} ${status}`, content] as const),
  ] as const;
  return bodies.flatMap(([place, content]) => {
    const { schema, example } = content?.['application/json'] ?? {};
    return schema ? [{ place, schema, example }] : [];
  });
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}

function variables(path: string): number {
  return path.split('{').length;
}
