import { z } from 'zod';
import { Refusal, Unavailable, type InputError, type RefusalCode } from '../errors.ts';

type ProblemCode = RefusalCode | 'method-not-allowed' | 'internal';

const KINDS: Record<ProblemCode, { status: number; title: string }> = {
  invalid: { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'Sign-in is needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed here' },
  conflict: { status: 409, title: 'The state does not allow this' },
  'revision-mismatch': { status: 412, title: 'Someone changed it in the meantime' },
  'too-large': { status: 413, title: 'The request is too large' },
  unsupported: { status: 415, title: 'Unsupported content' },
  unprocessable: { status: 422, title: 'The request cannot be done' },
  'too-many': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something failed inside' },
  unavailable: { status: 503, title: 'Not available now' },
};

/** RFC 9457. `type` is stable and the same over HTTP and NATS; `errors` say which fields of the input are wrong. */
export const Problem = z
  .object({
    type: z.string().describe('urn:serviceportal:problem:<code>'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    retryAfterSeconds: z.int().positive().optional().describe('The same as Retry-After, where it is known'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document' });
export type Problem = z.infer<typeof Problem>;

export function problem(code: ProblemCode, detail: string, errors?: InputError[]): Problem {
  const { status, title } = KINDS[code];
  return { type: `urn:serviceportal:problem:${code}`, title, status, detail, ...(errors && { errors }) };
}

/** What the caller is told about an error. A refusal says why; anything else says nothing of the inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    const { code, detail, errors, retryAfterSeconds } = error;
    return { ...problem(code, detail, errors), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  }
  if (error instanceof Unavailable)
    return problem('unavailable', error.detail ?? 'A part this needs is not reachable; try again soon.');
  return problem('internal', 'This failed inside. It was recorded; trying again may help.');
}

export function statusOf(code: RefusalCode): number {
  return KINDS[code].status;
}
