import { z } from 'zod';
import { Citizen } from './citizen.ts';
import { Handled } from './handled.ts';
import { EVENTS } from './index.ts';
import { TransferRequest } from './transfer-request.ts';

/** JSON schema, draft 2020-12. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The schemas of all events' data by type (`TicketOpened`), of the aggregates in them (`Ticket`) and what those share, each
 * naming the others as `<base><name>`. They forbid no fields: events get new ones, and whoever reads them goes on.
 */
export function eventSchemas(base = '#/components/schemas/'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const { type, data, aggregate } of EVENTS) {
    registry.add(data, { id: type });
    if (!registry.has(aggregate.state)) registry.add(aggregate.state, { id: aggregateName(aggregate) });
  }
  for (const [id, schema] of Object.entries({ Citizen, Handled, TransferRequest })) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `${base}${id}` });
  for (const schema of Object.values(schemas)) {
    delete schema.$schema;
    delete schema.$id;
    open(schema);
  }
  return schemas;
}

/** `ticket` → `Ticket`, as its schema is called. */
export function aggregateName({ name }: { name: string }): string {
  return name[0]!.toUpperCase() + name.slice(1);
}

function open(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  if ('additionalProperties' in schema && schema.additionalProperties === false) delete schema.additionalProperties;
  Object.values(schema).forEach(open);
}

/** Texts in which something about a person may stand; `citizen` holds the rest. */
const PERSONAL = new Set(['citizen', 'subject', 'question', 'answer', 'note', 'briefing']);

/** The places in an event's data that hold personal data: `ticket.citizen`, `ticket.attempts[].note`. */
export function personalFields(type: string, schemas: Record<string, JsonSchema>): string[] {
  const found = new Set<string>();
  walk(schemas[type], '');
  return [...found].sort();

  function walk(schema: JsonSchema | undefined, path: string): void {
    if (!schema) return;
    if (schema.$ref) return walk(schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)], path);
    for (const alternative of schema.anyOf ?? []) walk(alternative, path);
    if (schema.items) walk(schema.items as JsonSchema, `${path}[]`);
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      const place = path ? `${path}.${name}` : name;
      if (PERSONAL.has(name)) found.add(place);
      else walk(field as JsonSchema, place);
    }
  }
}
