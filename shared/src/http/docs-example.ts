import { FORMATS, KNOWN, TEXTS } from './docs-known-values.ts';

/** A part of a JSON schema (draft 2020-12), as far as examples and pages need it. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  example?: unknown;
  examples?: unknown[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

export type Schemas = Record<string, JsonSchema>;

/**
 * A value that fits the schema of the field `name`, always the same. A schema's own example goes before what is known of
 * such fields. Undefined where a text must have a form that nothing here has: then the schema wants an example.
 */
export function exampleOf(schema: JsonSchema, name: string, schemas: Schemas): unknown {
  const own = schema.example ?? schema.examples?.[0] ?? schema.const;
  if (own !== undefined) return own;
  if (schema.$ref) return exampleOf(named(schema.$ref, schemas), name, schemas);
  if (schema.enum) return schema.enum.find((value) => KNOWN[name]?.includes(value)) ?? schema.enum[0];
  const [alternative] = schema.anyOf ?? schema.oneOf ?? [];
  if (alternative) return exampleOf(alternative, name, schemas);
  switch (typeOf(schema)) {
    case 'object':
      return knownObject(schema, name) ?? exampleObject(schema, schemas);
    case 'array': {
      if (schema.prefixItems) return schema.prefixItems.map((part) => exampleOf(part, singular(name), schemas));
      const item = schema.items && exampleOf(schema.items, singular(name), schemas);
      return item === undefined ? [] : [item];
    }
    case 'string':
      return exampleText(schema, name);
    case 'integer':
    case 'number':
      return KNOWN[name]?.find((value) => typeof value === 'number') ?? Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    default:
      return undefined;
  }
}

function typeOf({ type }: JsonSchema): string {
  return (Array.isArray(type) ? type[0] : type) ?? 'anything';
}

/** The schema that `#/components/schemas/<name>` names. */
function named(ref: string, schemas: Schemas): JsonSchema {
  const found = schemas[ref.slice(ref.lastIndexOf('/') + 1)];
  if (!found) throw new Error(`no schema ${ref}`);
  return found;
}

/** Where fields depend on each other. */
function knownObject({ properties = {}, required = [] }: JsonSchema, name: string): unknown {
  return KNOWN[name]?.find(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      required.every((field) => field in value) &&
      Object.keys(value).every((field) => field in properties),
  );
}

function exampleObject({ properties = {}, required = [] }: JsonSchema, schemas: Schemas): object | undefined {
  const fields = Object.entries(properties)
    .map(([name, schema]) => [name, exampleOf(schema, meantBy(name, properties), schemas)] as const)
    .filter(([, value]) => value !== undefined);
  const names = new Set(fields.map(([name]) => name));
  return required.every((name) => names.has(name)) ? Object.fromEntries(fields) : undefined;
}

/** Whose name it is depends on what stands beside it. */
function meantBy(name: string, { departmentId, topicId }: Record<string, JsonSchema>): string {
  if (name !== 'name') return name;
  if (departmentId) return 'departmentName';
  return topicId ? 'title' : name;
}

function exampleText(schema: JsonSchema, name: string): string | undefined {
  const { format, pattern, minLength = 0, maxLength = Infinity } = schema;
  const known = (KNOWN[name] ?? []).filter((value): value is string => typeof value === 'string');
  const usual = format ? FORMATS[format] : undefined;
  const fits = (text: string) =>
    text.length >= minLength && text.length <= maxLength && (!pattern || new RegExp(pattern, 'u').test(text));
  return [...(usual ? [usual] : known), ...(pattern ? TEXTS : ['Text'])].find(fits);
}

function singular(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  return plural.endsWith('s') ? plural.slice(0, -1) : plural;
}
