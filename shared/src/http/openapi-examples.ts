import { exampleOf, type JsonSchema, type Schemas } from './docs-example.ts';

interface MediaType {
  schema?: JsonSchema;
  example?: unknown;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
}

export interface Response {
  description: string;
  headers?: Record<string, { description?: string; schema: JsonSchema }>;
  content?: Record<string, MediaType>;
}

export interface OperationObject {
  operationId: string;
  summary: string;
  tags: string[];
  'x-nats-subject'?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, MediaType> };
  responses: Record<string, Response>;
}

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** An OpenAPI 3.1 document, as far as ours go. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  tags: { name: string }[];
  paths: Record<string, Partial<Record<Method, OperationObject>>>;
  components?: { schemas?: Schemas };
}

/** Puts an example to every parameter and body that has none; returns the same document. */
export function addExamples(document: OpenApiDocument): OpenApiDocument {
  const schemas = document.components?.schemas ?? {};
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    for (const parameter of operation.parameters ?? []) exampleForParameter(parameter, schemas);
    const bodies = [operation.requestBody, ...Object.values(operation.responses)];
    for (const content of bodies.map((body) => body?.content?.['application/json'])) {
      if (content?.schema) content.example ??= exampleOf(content.schema, '', schemas);
    }
  }
  return document;
}

function exampleForParameter(parameter: Parameter, schemas: Schemas): void {
  // Only an answer knows a cursor.
  if (parameter.name === 'cursor') return;
  const own = parameter.schema.example ?? exampleOf(parameter.schema, parameter.name, schemas);
  if (own !== undefined) parameter.example ??= own;
}
