import type { JsonSchema } from '@serviceportal/shared/http';

/** The places of a schema where an object takes fields that it does not name; alternatives and what is within count too. */
export function openObjects(schema: JsonSchema, resolve: (schema: JsonSchema) => JsonSchema): string[] {
  const seen = new Set<JsonSchema>();
  function walk(given: JsonSchema, place: string): string[] {
    const known = resolve(given);
    if (seen.has(known)) return [];
    seen.add(known);
    const { type, properties = {}, additionalProperties, items, prefixItems = [], anyOf = [], oneOf = [] } = known;
    return [
      ...(type === 'object' && additionalProperties !== false ? [place] : []),
      ...Object.entries(properties).flatMap(([name, part]) => walk(part, `${place}.${name}`)),
      ...[...(items ? [items] : []), ...prefixItems].flatMap((part) => walk(part, `${place}[]`)),
      ...[...anyOf, ...oneOf].flatMap((part) => walk(part, place)),
    ];
  }
  return walk(schema, '');
}
