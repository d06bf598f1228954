import { z } from 'zod';
import { Id, Timestamp } from './values.ts';

export const RecordKind = z.enum(['call', 'transfer', 'ticket', 'mail', 'task', 'report']);
export type RecordKind = z.infer<typeof RecordKind>;

/**
 * A record that is named by its id. Of a report that is its place in a stream, where another may stand by now: it is meant
 * only if it was there `before`, in real time.
 */
export const KnownRecord = z.strictObject({ kind: RecordKind, id: Id, before: Timestamp.optional() });
export type KnownRecord = z.infer<typeof KnownRecord>;

/**
 * Whom it is about: the number (E.164) or the address they gave, either is enough; with the calls and tickets that are
 * known to be theirs, since not every record says a number or an address, and `records` of any kind that are.
 */
export const PersonQuery = z.strictObject({
  phone: z.string().optional(),
  email: z.string().optional(),
  ticketIds: z.array(Id),
  callIds: z.array(Id),
  records: z.array(KnownRecord).optional(),
  until: Timestamp.optional().describe('What number and address lead to is meant only if it was there by then'),
});
export type PersonQuery = z.infer<typeof PersonQuery>;

/** One thing that happened to a record: the fields that changed by it; `null` where one went. */
export const ExportedEvent = z.object({
  kind: RecordKind,
  id: z.string(),
  type: z.string(),
  at: Timestamp,
  by: z.string().describe('Who did it: the kind of actor and their id'),
  changed: z.record(z.string(), z.unknown()),
});
export type ExportedEvent = z.infer<typeof ExportedEvent>;

/** A part of what a service has of a person; the rest begins at `next`. */
export const ExportedPart = z.object({
  events: z.array(ExportedEvent),
  callIds: z.array(Id).describe('The calls among them'),
  next: z.number().int().positive().optional(),
});
export type ExportedPart = z.infer<typeof ExportedPart>;

/** A record that stays for now. */
export const KeptRecord = z.object({ kind: RecordKind, id: z.string(), why: z.enum(['open', 'running']) });
export type KeptRecord = z.infer<typeof KeptRecord>;

/** What a service erased of a person. */
export const ErasedPart = z.object({
  erased: z.partialRecord(RecordKind, z.number().int().nonnegative()),
  kept: z.array(KeptRecord),
  found: z.array(KeptRecord.pick({ kind: true, id: true })).describe('All of them, erased or kept'),
  callIds: z.array(Id),
  more: z.boolean().optional().describe('It was too much for one go: to be asked for again'),
});
export type ErasedPart = z.infer<typeof ErasedPart>;

/** Export what it has, count what it would erase, erase it. */
export type PersonVerb = 'export' | 'count' | 'erase';

/** Where a service answers for a person, for the tickets service alone: no frontend's subject matches it. */
export function personSubject(service: string, verb: PersonVerb): string {
  return `cmd.${service}.person.${verb}`;
}
