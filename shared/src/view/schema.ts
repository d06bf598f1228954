import { Schema, type SchemaDefinition } from 'mongoose';

/**
 * A collection as queries see it: `fields` are all that may be asked for, documents hold more. A query for any other field
 * fails instead of finding everything (which the usual strict mode does by leaving the field out).
 */
export function queriedSchema(collection: string, fields: SchemaDefinition): Schema {
  return new Schema(fields, { collection, strict: false, strictQuery: 'throw', versionKey: false });
}
