import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** What in a value does not fit a schema: `/ticket/state must be equal to one of the allowed values`. */
export type Check = (schema: object, value: unknown) => string[];

/**
 * Checks against the schemas of one document (OpenAPI, AsyncAPI), whose `#/…` references it resolves. `closed`: fields
 * that no schema names are problems too.
 */
export function checkIn(document: object, { closed = false } = {}): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(closed ? close(document) : document, 'doc');
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
  return (schema, value) => {
    const own = closed ? close(schema) : schema;
    const text = JSON.stringify(own).replaceAll('"$ref":"#/', '"$ref":"doc#/');
    let validate = compiled.get(text);
    if (!validate) compiled.set(text, (validate = ajv.compile(JSON.parse(text) as object)));
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const field = (params as { additionalProperty?: string; unevaluatedProperty?: string }).unevaluatedProperty;
      return `${instancePath} ${message}${field === undefined ? '' : `: ${field}`}`;
    });
  };
}

/** The same schema, forbidding what it doesn't name. An object that is part of an `allOf` is closed by the whole. */
function close<T>(schema: T, isPart = false): T {
  if (Array.isArray(schema)) return schema.map((part: unknown) => close(part, isPart)) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([name, value]) => {
    if (name === 'allOf') return [name, close(value as unknown, true)];
    if (isPart && name !== 'properties') return [name, value as unknown];
    return [name, close(value as unknown)];
  });
  const closed = Object.fromEntries(parts) as Record<string, unknown>;
  const isObject = 'allOf' in closed || (closed['type'] === 'object' && 'properties' in closed);
  if (isObject && !isPart && closed['additionalProperties'] === undefined) closed['unevaluatedProperties'] = false;
  return closed as T;
}
