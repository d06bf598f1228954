import type { JsonSchema } from '@serviceportal/shared/http';

/** A body that must be refused, and the fields the answer must name. */
export interface BadBody {
  readonly what: string;
  readonly body: unknown;
  readonly names?: string | readonly string[] | undefined;
  readonly headers?: Record<string, string>;
  readonly expected?: readonly number[];
}

type Resolve = (schema: JsonSchema) => JsonSchema;
type Fields = Record<string, unknown>;

/** What nobody may set by sending it along; what an operation does take of it is left out. */
const NOT_TO_BE_SET = [
  ...['role', 'roles', 'isAdmin', 'departmentId', 'version', 'revision', 'state', 'assignee', 'citizenId', 'pin'],
  ...['_id', 'seq', 'createdAt', 'handled', 'correlationId', 'actor', '$set', '$where', 'citizen.phone', 'toString'],
];

/** Everything that can be wrong about a body by its schema, starting from an example that is right. */
export function badBodiesOf(given: JsonSchema, example: unknown, resolve: Resolve): BadBody[] {
  const schema = resolve(given);
  const right = example as Fields;
  const fields = Object.entries(schema.properties ?? {});
  const foreign = NOT_TO_BE_SET.filter((name) => !Object.hasOwn(schema.properties ?? {}, name));
  const sentAlong = Object.fromEntries(foreign.map((name) => [name, 'x']));
  return [
    { what: 'unknown fields', body: { ...sentAlong, ...right }, names: foreign },
    ...['__proto__', 'constructor', 'prototype'].map((name) => ({
      what: name,
      body: `{${JSON.stringify(name)}:{"role":"ops"},${JSON.stringify(right).slice(1)}`.replace(/,}$/, '}'),
      names: name,
    })),
    ...unknownFurtherIn(schema, right, resolve),
    { what: 'no JSON', body: '{"a":' },
    { what: 'a list', body: [], names: '' },
    ...fields.flatMap(([name, field]) => wrongValues(field).map((value) => wrongField(right, name, value))),
    ...(schema.required ?? []).map((name) => wrongField(right, name, undefined)),
    { what: 'text', body: 'text', headers: { 'content-type': 'text/plain' }, expected: [415] },
  ];
}

function wrongField(right: Fields, name: string, value: unknown): BadBody {
  return { what: `${name}: ${JSON.stringify(value)}`, body: { ...right, [name]: value }, names: name };
}

/** Values that no field of this kind takes: another type, an operator of the database. */
function wrongValues({ type }: JsonSchema): unknown[] {
  if (type === 'object' || type === 'array') return [7, [{ $gt: '' }]];
  return [{ $gt: '' }, [''], { $regex: '.*' }];
}

/** The example with an unknown field in each object within it, one at a time. */
function unknownFurtherIn(schema: JsonSchema, right: Fields, resolve: Resolve): BadBody[] {
  return objectsWithin(schema, right, [], resolve).map((path) => {
    const body = structuredClone(right);
    const inner = path.reduce<unknown>((value, step) => (value as Fields)[step], body) as Fields;
    inner['unknownField'] = { $set: 1 };
    return { what: `unknown in ${path.join('.')}`, body, names: [...path, 'unknownField'].join('.') };
  });
}

/** Where objects of declared fields stand within a value. */
function objectsWithin(given: JsonSchema, value: unknown, path: string[], resolve: Resolve): string[][] {
  const schema = resolve(given);
  if (typeof value !== 'object' || value === null) return [];
  const { properties = {}, items } = schema;
  const inner = Object.entries(value).flatMap(([step, part]: [string, unknown]) => {
    const partSchema = Array.isArray(value) ? items : properties[step];
    return partSchema ? objectsWithin(partSchema, part, [...path, step], resolve) : [];
  });
  return path.length > 0 && schema.properties ? [path, ...inner] : inner;
}
