import { z } from 'zod';
import { Id, Timestamp } from './values.ts';

/** A moment in UTC by the real clock, whatever the city's clock shows. */
const RealTime = z.iso.datetime().describe('UTC, real time');

/** SHA-256 in base64url. */
const Hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be a SHA-256 in base64url');

const Code = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be a code of lower case letters, digits and "-"')
  .describe('a code of lower case letters, digits and "-", never a sentence');

/** An actor's id as the sign-in gives it. Neither an address nor a bare number: those would be personal data. */
const ActorId = z.string().regex(/^(?!\d{6,}$)[A-Za-z0-9._:|-]{1,128}$/, 'must be an id');

/** A page of a list with more is recorded by several entries. */
export const MOST_SUBJECTS = 500;

/** Who did or read what, whose, when and why. Ids and codes only. */
export const AuditEntry = z.object({
  actor: z.object({ type: Code, id: ActorId }),
  action: z
    .string()
    .regex(/^[a-z][a-z-]{0,31}[.][a-z][a-z0-9-]{0,63}$/)
    .describe('`<service>.<operation>`'),
  of: z
    .array(z.object({ kind: Code, id: z.union([Id, ActorId]) }))
    .max(MOST_SUBJECTS)
    .describe(
      'Whose: ticket, call, department, agent, …; `phone` and `email` are an HMAC by the key of the city, and so is an agent or clerk whose id is an address or a number',
    ),
  why: Code.optional().describe('The reason given for a look at data outside own work'),
  at: RealTime,
  cityAt: Timestamp.optional().describe("The city's time where its clock is not the real one"),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** What makes a message a link of its writer's chain. */
const link = {
  writer: z
    .string()
    .regex(/^[a-z-]{1,32}[.][A-Za-z0-9_-]{1,64}$/)
    .describe('`<service>.<writerId>`, as in the subject; a writer is one process from start to end'),
  number: z.int().positive().describe('The place in the chain, from 1'),
  previous: z.union([Hash, z.literal('')]).describe('The hash of the message before; empty for the first'),
  at: RealTime,
  hash: Hash.describe('Of all other fields as canonical JSON (names in order, no spaces)'),
};

/** A message of a chain: entries that were made within milliseconds. */
export const AuditRecord = z.object({ ...link, entries: z.array(AuditEntry).min(1) });
export type AuditRecord = z.infer<typeof AuditRecord>;

/** How far a chain had come when it was anchored. */
export const AuditHead = z.object({
  writer: link.writer,
  after: z.int().nonnegative().describe('Where the anchor before left it; 0 for a new chain'),
  number: link.number,
  hash: Hash,
  at: RealTime.describe('That of the record'),
});
export type AuditHead = z.infer<typeof AuditHead>;

/** The heads of all chains that have grown since the anchor before; the anchors are a chain of their own. */
export const AuditAnchor = z.object({
  ...link,
  previousAt: RealTime.optional().describe('When the anchor before was made'),
  heads: z.array(AuditHead),
});
export type AuditAnchor = z.infer<typeof AuditAnchor>;

/** The service that anchors the chains, and the chain of its anchors. */
export const ANCHORING_SERVICE = 'directory';
export const ANCHOR_WRITER = `${ANCHORING_SERVICE}.anchors`;

/** `tickets.tickets-1f0c` → `audit.tickets.tickets-1f0c` */
export function auditSubject(writer: string): string {
  return `audit.${writer}`;
}

/** The other way round. */
export function auditWriterOf(subject: string): string {
  return subject.slice('audit.'.length);
}
