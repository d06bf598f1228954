import { hash } from 'node:crypto';
import { z } from 'zod';
import type { DataOf, EventContract } from '../contracts/define.ts';
import { Permanent } from '../errors.ts';

/** A CloudEvents 1.0 event in structured mode, as it stands on the wire. */
export const Envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  type: z.string().min(1),
  source: z.string().min(1),
  subject: z.string().min(1).describe("The aggregate's id"),
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z.literal('application/json').optional(),
  dataschema: z.string().describe('`urn:serviceportal:event:<type>:<version>`'),
  correlationid: z.string().describe('The call it all began with'),
  causationid: z.string().describe('The event, timer or request that led to this event'),
  authtype: z.string().describe('The kind of actor: agent, clerk, citizen, frontend, service, …'),
  authid: z.string().describe('The actor; an id, never a name'),
  data: z.record(z.string(), z.unknown()),
});
export type Envelope = z.infer<typeof Envelope>;

/** An event as a reaction gets it. `sequence` is its place in the stream. */
export interface StoredEvent<C extends EventContract = EventContract> extends Omit<Envelope, 'data'> {
  readonly data: DataOf<C>;
  readonly sequence: number;
  readonly subjectOnBus: string;
}

export const CONTENT_TYPE = 'application/cloudevents+json';

export function dataSchema(contract: Pick<EventContract, 'type' | 'version'>): string {
  return `urn:serviceportal:event:${contract.type}:${contract.version}`;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The bytes as JSON; throws `Permanent` (`bad-json`) where they are none. */
export function decodeJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    // No cause: the parser quotes what it stumbled over.
    throw new Permanent('bad-json', 'the message is not JSON in UTF-8');
  }
}

/** The bytes as an envelope; throws `Permanent` (`bad-json`, `bad-envelope`) where they are none. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  return parsed(Envelope, decodeJson(bytes), 'bad-envelope');
}

/** A name out of a message, fit for a log line: anything that doesn't look like a name may be somebody's data. */
export function nameable(name: string): string {
  return /^[A-Za-z0-9:._-]{1,80}$/.test(name) ? name : '(not a name)';
}

/**
 * The envelope's data as `contract` describes it; throws `Permanent` (`unknown-version`, `bad-data`) where it is not.
 * Fields the contract doesn't know stay: an older replica must not strip what a newer one wrote.
 */
export function dataAs<C extends EventContract>(contract: C, envelope: Envelope): DataOf<C> {
  if (envelope.dataschema !== dataSchema(contract)) {
    throw new Permanent('unknown-version', `no handler for ${nameable(envelope.dataschema)}`);
  }
  parsed(contract.data, envelope.data, 'bad-data');
  return envelope.data as DataOf<C>;
}

/** Checks `value`; the error names the places in the schema, never the values. */
export function parsed<S extends z.ZodType>(schema: S, value: unknown, reason: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const places = result.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.code}`);
  throw new Permanent(reason, places.join('; '));
}

/**
 * The id of the one event a cause may lead to in an aggregate; a UUID (version 8) that anyone can derive again. Of events
 * stored together `index` counts from 0.
 */
export function eventIdFor(aggregateName: string, aggregateId: string, causeId: string, index = 0): string {
  const place = index === 0 ? '' : `\n${index}`;
  return derivedUuid(`event\n${aggregateName}\n${aggregateId}\n${causeId}${place}`);
}

/** A UUID (version 8) derived from `text`: the same text gives the same id on every machine, for ever. */
export function derivedUuid(text: string): string {
  const hex = hash('sha256', text, 'hex');
  const variant = '89ab'[parseInt(hex[16]!, 16) & 3]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
