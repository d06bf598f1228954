import type { z } from 'zod';
import type { AccessReason, Reach } from '../access/index.ts';
import type { Cause } from '../decision.ts';
import type { RefusalCode } from '../errors.ts';
import type { Actor } from '../identity/index.ts';

type NoFields = z.ZodObject<Record<never, never>>;

/** The bodies an operation answers with, by status; `null` where there is none. */
export type Answers = Record<number, z.ZodType | null>;

/** One command or query: described once, reached by HTTP and (with `command`) as NATS service, documented by OpenAPI. */
export interface OperationSpec<
  Params extends z.ZodObject = NoFields,
  Query extends z.ZodObject = NoFields,
  Body extends z.ZodType = NoFields,
  Answered extends Answers = Answers,
> {
  /** Unique within its service; also part of what an Idempotency-Key is bound to, so it never changes. */
  name: string;
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** `/calls/:callId/transfer`; each `:name` is a field of `params`. */
  path: string;
  summary: string;
  /** The verb of `cmd.<service>.<verb>`; params and query then stand beside the body's fields. */
  command?: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Takes `If-Match: <revision>`. */
  ifMatch?: boolean;
  answers: Answered;
  /** Answers as a page too: for `Accept: text/html`, or with `format=html`, a field its query must have. */
  page?: true;
  refusals?: readonly RefusalCode[];
  /** Its record in the audit log is not made of its answer: a reaction to its event writes it, or it does, before it begins. */
  recordsItself?: true;
  /** So many requests over HTTP from one address in a minute: for what costs and whoever may ask. */
  perMinute?: number;
}

/** What a handler gets: parsed, so its types can be trusted. */
export interface Command<Params = unknown, Query = unknown, Body = unknown> {
  params: Params;
  query: Query;
  body: Body;
  /** Who is named in the log: the person signed in, or the account or service whose connection it is. */
  actor: Actor;
  /** Who does it: the same, or the agent or clerk that an account names. */
  worker: Actor;
  /** How far the right goes by which the caller was let in. */
  reach: Reach;
  /** Why somebody looks at what isn't theirs. */
  reason: AccessReason | undefined;
  cause: Cause;
  ifMatch: number | undefined;
  /** The network address of whoever asks, where the transport tells; only for limits, never kept. */
  address: string | undefined;
}

/** What a handler gives back. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** The body as an HTML document, where a page was asked for. */
  page?: string | undefined;
  /** Ids for the audit log alone: what it was about, where neither question nor answer names it as usual. */
  about?: readonly About[];
}

type About = Readonly<{ kind: string; id: string }>;
type AnswerParts = Pick<Answer, 'headers' | 'page' | 'about'>;

type AnswerOf<Answered extends Answers> = {
  [Status in keyof Answered & number]: Answered[Status] extends z.ZodType
    ? { status: Status; body: z.input<Answered[Status]> } & AnswerParts
    : { status: Status } & Omit<AnswerParts, 'page'>;
}[keyof Answered & number];

/** An operation whose types have done their work. */
export interface Operation extends OperationSpec<z.ZodObject, z.ZodObject, z.ZodType> {
  handle(command: Command): Promise<Answer>;
}

/**
 * Describes an operation; `.handledBy(…)` binds the code that does it, which throws a `Refusal` for what the caller can
 * change. (Two steps, because only then TypeScript knows the answers' literals while it reads the handler.)
 */
export function operation<
  Params extends z.ZodObject = NoFields,
  Query extends z.ZodObject = NoFields,
  Body extends z.ZodType = NoFields,
  const Answered extends Answers = Answers,
>(spec: OperationSpec<Params, Query, Body, Answered>): Described<Params, Query, Body, Answered> {
  return {
    handledBy(handle) {
      const untyped: unknown = { ...spec, handle };
      return untyped as Operation;
    },
  };
}

interface Described<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answered extends Answers,
> {
  handledBy(
    handle: (command: Command<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<AnswerOf<Answered>>,
  ): Operation;
}

/** Whether it changes nothing, so that it takes no body and no Idempotency-Key. */
export function isQuery(spec: { method: string }): boolean {
  return spec.method === 'get';
}
