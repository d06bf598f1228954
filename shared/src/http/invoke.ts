import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { type AccessReason, type Admission, admit, type Caller, ruleOf, type ServiceRules } from '../access/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { BaseConfig } from '../config.ts';
import type { Cause } from '../decision.ts';
import { Refusal, refuse, Unavailable } from '../errors.ts';
import { actorName, causeFromKey, type Actor, workerOf } from '../identity/index.ts';
import type { Logger } from '../telemetry/index.ts';
import { parseIdempotencyKey, parseIfMatch } from './conditions.ts';
import { checkJson, parseInput } from './input.ts';
import { isQuery, type Answer, type Command, type Operation } from './operation.ts';
import { problemOf, type Problem } from './problem.ts';
import { countRefusedAccess } from './refused-access.ts';

/** What the transport knows of whoever asks. */
export interface From {
  /** Who signed in, or whose connection it is; undefined for somebody who is not signed in. */
  caller?: Caller;
  /** Why they look at what isn't theirs. */
  reason?: AccessReason;
  idempotencyKey?: unknown;
  ifMatch?: string;
  /** The network address of whoever asks, where the transport tells; only for limits, never kept. */
  address?: string;
}

/** Input as it came, sorted by where it stood. */
export interface Input {
  params?: unknown;
  query?: unknown;
  body?: unknown;
}

/** The answer, or the problem, ready for any transport. */
export type Reply =
  | { status: number; body?: unknown; headers?: Record<string, string>; page?: string | undefined; problem?: undefined }
  | { status: number; problem: Problem };

/** Runs the operations of one service for every transport. Never throws: errors become problems, the unexpected is logged. */
export interface Invoker {
  call(operation: Operation, input: Input, from: From): Promise<Reply>;
  /** For transports without paths: params, query and `idempotencyKey` stand beside the body's fields. */
  invoke(operation: Operation, payload: unknown, from: From): Promise<Reply>;
}

export type InvokerConfig = Pick<BaseConfig, 'HMAC_KEY' | 'NODE_ENV'>;

export interface InvokerOptions {
  service: string;
  config: InvokerConfig;
  logger: Logger;
  /** Who may do what. */
  rules: ServiceRules;
  /** Records what is done, and who looks at a person's data before it is shown. */
  audit?: AuditTrail | undefined;
}

const Nothing = z.strictObject({});

export function createInvoker({ service, config, logger, rules, audit }: InvokerOptions): Invoker {
  const once = createSharedAnswers();

  async function answer(operation: Operation, input: Input, from: From): Promise<Answer> {
    const admission = admit(ruleOf(rules, operation.name), from.caller, from.reason);
    const params = parseInput(operation.params ?? Nothing, input.params ?? {});
    const query = parseInput(operation.query ?? Nothing, input.query ?? {});
    const body = parseInput(operation.body ?? Nothing, input.body === undefined ? {} : input.body);
    const ifMatch = operation.ifMatch ? parseIfMatch(from.ifMatch) : undefined;
    refuseForeignDepartment(params, admission);
    const { actor, reach, reason } = admission;
    const isAccount = from.caller !== undefined && from.caller.kind !== 'person';
    const worker = workerOf(input.body, actor, !isAccount);
    const cause = causeOf(operation, input, from, [actor, worker]);
    const command: Command = {
      ...{ params, query, body, cause, ifMatch },
      ...{ actor, worker, reach, reason, address: from.address },
    };
    return once(cause, () => recorded(operation, command));
  }

  async function recorded(operation: Operation, command: Command): Promise<Answer> {
    const answer = checkAnswer(operation, await operation.handle(command));
    const asked = { ...command, name: operation.name, about: answer.about };
    if (isQuery(operation)) await audit?.shown(asked, answer.body);
    else if (!operation.recordsItself) await audit?.done(asked, answer.body);
    return answer;
  }

  function causeOf(operation: Operation, input: Input, from: From, callers: readonly Actor[]): Cause {
    const key = isQuery(operation) ? undefined : parseIdempotencyKey(from.idempotencyKey);
    if (key === undefined) return { id: uuidv7() };
    const { params = {}, query = {}, body = {} } = input;
    const route = JSON.stringify([service, operation.name, Object.entries(params as object).sort()]);
    const content = { query, body, ifMatch: from.ifMatch };
    return causeFromKey(config.HMAC_KEY, { caller: callers.map(actorName).join(' '), route, key, body: content });
  }

  /** Fields the description doesn't have never leave; an answer that doesn't fit it is a bug that tests must see. */
  function checkAnswer(operation: Operation, given: Answer): Answer {
    const schema = operation.answers[given.status];
    if (schema === null) return { ...given, body: undefined };
    const result = schema?.safeParse(given.body);
    if (result?.success) return { ...given, body: result.data };
    const places = result?.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    const details = { operation: operation.name, status: given.status, places: places ?? ['no such status declared'] };
    logger.error(details, 'answer does not fit its description');
    // The command is done; on the phone its answer is worth more than its form.
    if (config.NODE_ENV === 'production') return given;
    throw new Error(`the answer ${given.status} of ${operation.name} does not fit its description`);
  }

  async function call(operation: Operation, input: Input, from: From): Promise<Reply> {
    try {
      return await answer(operation, input, from);
    } catch (error) {
      countRefusedAccess(operation.name, rules, error, from);
      if (error instanceof Unavailable) logger.warn({ err: error, operation: operation.name }, 'dependency is down');
      else if (!(error instanceof Refusal)) logger.error({ err: error, operation: operation.name }, 'operation failed');
      const problem = problemOf(error);
      return { status: problem.status, problem };
    }
  }

  return {
    call,
    async invoke(operation, payload, from) {
      try {
        checkJson(payload);
        const { input, idempotencyKey } = sortPayload(operation, payload);
        return await call(operation, input, { ...from, idempotencyKey: from.idempotencyKey ?? idempotencyKey });
      } catch (error) {
        const problem = problemOf(error);
        return { status: problem.status, problem };
      }
    },
  };
}

/** Another's department looks like one that isn't there: refused in the words that an unknown id gets. */
export function refuseForeignDepartment(params: object, { reach }: Pick<Admission, 'reach'>): void {
  const { departmentId } = params as { departmentId?: string };
  if (departmentId === undefined || reach.others !== undefined || reach.departments.includes(departmentId)) return;
  throw refuse('not-found', 'There is no department with this id.');
}

/** The same command in flight twice waits and gets the one answer; the same key with another body is refused. */
function createSharedAnswers() {
  const inFlight = new Map<string, { body: string; answer: Promise<Answer> }>();
  return async (cause: Cause, run: () => Promise<Answer>): Promise<Answer> => {
    if (cause.body === undefined) return run();
    const running = inFlight.get(cause.id);
    if (running && running.body !== cause.body) {
      throw new Refusal('unprocessable', 'This Idempotency-Key was used with another body');
    }
    if (running) return running.answer;
    const answer = run().finally(() => inFlight.delete(cause.id));
    inFlight.set(cause.id, { body: cause.body, answer });
    return answer;
  };
}

/** Takes a flat payload apart again. Params and query become text, as they are in a URL. */
function sortPayload(operation: Operation, payload: unknown): { input: Input; idempotencyKey: unknown } {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new Refusal('invalid', 'The payload must be a JSON object');
  }
  const params: [string, unknown][] = [];
  const query: [string, unknown][] = [];
  const body: [string, unknown][] = [];
  let idempotencyKey: unknown;
  for (const [name, value] of Object.entries(payload)) {
    if (name === 'idempotencyKey' && !isQuery(operation)) idempotencyKey = value;
    else if (Object.hasOwn(operation.params?.shape ?? {}, name)) params.push([name, asText(value)]);
    else if (Object.hasOwn(operation.query?.shape ?? {}, name) || isQuery(operation)) query.push([name, asText(value)]);
    else body.push([name, value]);
  }
  const [p, q, b] = [params, query, body].map((entries) => Object.fromEntries(entries));
  return { input: { params: p, query: q, body: b }, idempotencyKey };
}

function asText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
