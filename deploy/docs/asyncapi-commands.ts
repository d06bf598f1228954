import { SERVICES } from '@serviceportal/shared/contracts';
import type { JsonSchema, OpenApiDocument, OperationObject } from '@serviceportal/shared/http';
import {
  type Channel,
  channelMessageRef,
  channelRef,
  messageRef,
  type Operation,
  type Parts,
} from './asyncapi-parts.ts';
import type { Endpoint, SaidOfThemselves } from './collect.ts';

type Bodies = Record<string, object>;

/** The commands that the running services offer, with the schemas of the same operations over HTTP. */
export function commandParts({ openApi, endpoints }: SaidOfThemselves): Parts {
  const parts: Parts = { channels: {}, operations: {}, messages: {}, schemas: schemasOf(openApi) };
  parts.messages['Problem'] = {
    name: 'Problem',
    title: 'Why it was not done',
    contentType: 'application/problem+json',
    headers: status('400 and above'),
    payload: { $ref: '#/components/schemas/Problem' },
  };
  for (const endpoint of endpoints) addCommand(parts, endpoint, operationOf(openApi[endpoint.service], endpoint));
  return parts;
}

/** Each service's named schemas; what every service has alike stands once. */
function schemasOf(openApi: SaidOfThemselves['openApi']): Parts['schemas'] {
  return Object.fromEntries(
    SERVICES.flatMap((service) =>
      Object.entries(openApi[service].components?.schemas ?? {}).map(([name, schema]) => [
        name === 'Problem' ? name : `${service}.${name}`,
        moved(schema, service),
      ]),
    ),
  );
}

/** A schema of one service's document as it stands in this one. */
function moved<T>(schema: T, service: string): T {
  const text = JSON.stringify(schema).replaceAll(/"#\/components\/schemas\/([^"]+)"/g, (whole, name: string) =>
    name === 'Problem' ? whole : `"#/components/schemas/${service}.${name}"`,
  );
  return JSON.parse(text) as T;
}

function operationOf(document: OpenApiDocument, { name, subject }: Endpoint): OperationObject {
  const wanted = subject.startsWith('cmd.dept.') ? name.replace(/^department-/, '') : name;
  const found = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .find(({ operationId }) => operationId === wanted);
  if (!found) throw new Error(`the command ${name} has no operation`);
  return found;
}

function addCommand(parts: Parts, { service, subject }: Endpoint, operation: OperationObject): void {
  const address = subject.replace('.*.', '.{departmentId}.');
  const name = subject.replace('.*.', '.');
  const answers = answersOf(operation, service);
  parts.messages[`${name}.request`] = requestOf(operation, service);
  for (const [code, answer] of Object.entries(answers)) parts.messages[`${name}.${code}`] = answer;
  const isDepartments = subject.startsWith('cmd.dept.');
  parts.channels[name] = {
    address,
    title: operation.summary,
    ...(isDepartments && { parameters: { departmentId: { description: 'The department that asks' } } }),
    messages: { request: messageRef(`${name}.request`) },
  };
  const replies = [...Object.keys(answers), 'Problem'];
  parts.channels[`${name}.reply`] = replyChannel(name, Object.keys(answers));
  parts.operations[name] = {
    action: 'receive',
    channel: channelRef(name),
    summary: operation.summary,
    messages: [channelMessageRef(name, 'request')],
    reply: {
      channel: channelRef(`${name}.reply`),
      messages: replies.map((reply) => channelMessageRef(`${name}.reply`, reply)),
    },
    'x-service': service,
  } satisfies Operation;
}

function replyChannel(name: string, codes: readonly string[]): Channel {
  return {
    // Where the request says that it wants the answer.
    address: null,
    messages: {
      ...Object.fromEntries(codes.map((code) => [code, messageRef(`${name}.${code}`)])),
      Problem: messageRef('Problem'),
    },
  };
}

/** One flat object: what stands in the path, the query and the body over HTTP, and the key. */
function requestOf(operation: OperationObject, service: string): object {
  const { parameters = [], requestBody } = operation;
  const fields = parameters.filter((parameter) => parameter.in !== 'header');
  const isCommand = parameters.some(({ name }) => name === 'Idempotency-Key');
  const content = requestBody?.content['application/json'];
  const body: JsonSchema = content?.schema ?? {};
  const shown = fields.filter(({ example }) => example !== undefined);
  return {
    name: `${operation.operationId}.request`,
    title: operation.summary,
    payload: moved(
      {
        type: 'object',
        properties: {
          ...Object.fromEntries(fields.map(({ name, schema }) => [name, schema])),
          ...body.properties,
          ...(isCommand && { idempotencyKey: { type: 'string', minLength: 1, maxLength: 255 } }),
        },
        required: [...fields.filter(({ required }) => required).map(({ name }) => name), ...(body.required ?? [])],
        additionalProperties: false,
      },
      service,
    ),
    examples: [
      {
        payload: {
          ...Object.fromEntries(shown.map(({ name, example }) => [name, example])),
          ...object(content?.example),
        },
      },
    ],
  };
}

function answersOf({ summary, responses }: OperationObject, service: string): Bodies {
  const good = Object.entries(responses).filter(([code]) => Number(code) < 400);
  return Object.fromEntries(
    good.map(([code, { description, content }]) => {
      const body = content?.['application/json'];
      const message = {
        name: `${code}`,
        title: `${summary}: ${description}`,
        headers: status(code),
        ...(body?.schema && { payload: moved(body.schema, service) }),
        ...(body?.example !== undefined && { examples: [{ payload: body.example }] }),
      };
      return [code, message];
    }),
  );
}

function status(code: string): object {
  return { type: 'object', properties: { status: { type: 'string', description: `As over HTTP: ${code}` } } };
}

function object(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
