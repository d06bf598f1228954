import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { ZodOpenApiResponsesObject } from 'zod-openapi';
import type { Rule } from '../access/index.ts';
import type { RefusalCode } from '../errors.ts';
import { accessRefusals } from './openapi-access.ts';
import { isQuery, type Operation } from './operation.ts';
import { Problem, problem, statusOf } from './problem.ts';
import type { SseRoute } from './sse.ts';

const Revision = z.string().describe('The revision that the next If-Match names');
const Authenticate = z.string().describe('Bearer');
const RetryAfter = z.string().describe('Seconds after which trying again may help');

/** What an operation answers: its own bodies by status, and a problem document for everything else. */
export function answersOf(operation: Operation, rule: Rule): ZodOpenApiResponsesObject {
  const responses: ZodOpenApiResponsesObject = {};
  for (const [status, schema] of Object.entries(operation.answers)) {
    responses[status as '200'] = {
      description: STATUS_CODES[status] ?? status,
      ...(operation.ifMatch && schema && { headers: z.object({ ETag: Revision.optional() }) }),
      ...(schema && {
        content: {
          'application/json': { schema },
          ...(operation.page && { 'text/html': { schema: z.string().describe('The same, to be read and printed') } }),
        },
      }),
    };
  }
  // A key may come again with another body, and what an answer needs may be away: that goes for all.
  const always: RefusalCode[] = isQuery(operation)
    ? ['invalid', 'unavailable']
    : ['invalid', 'unprocessable', 'unavailable'];
  const limited: RefusalCode[] = operation.perMinute === undefined ? [] : ['too-many'];
  addProblems(responses, [...always, ...accessRefusals(rule), ...limited, ...(operation.refusals ?? [])]);
  return responses;
}

/** What a live feed answers. */
export function feedAnswersOf(route: SseRoute, rule: Rule): ZodOpenApiResponsesObject {
  const responses: ZodOpenApiResponsesObject = {
    200: {
      description: 'Server-sent events: `event` is the type of an event, `data` its data as JSON, `id` where it stands',
      content: { 'text/event-stream': { schema: z.string() } },
    },
  };
  addProblems(responses, ['invalid', ...accessRefusals(rule), ...(route.refusals ?? [])]);
  return responses;
}

const DETAILS: Partial<Record<RefusalCode, string>> = {
  invalid: 'subject is missing',
  unauthorized: 'This token is not accepted.',
  forbidden: 'None of your roles allows this.',
  'not-found': 'There is nothing with this id.',
  conflict: 'Somebody else was faster.',
  'revision-mismatch': 'It is at revision 4 now.',
  unprocessable: 'This Idempotency-Key was used with another body',
  'too-many': 'Too many tries; please wait a while.',
  unavailable: 'A part this needs is not reachable; try again soon.',
};

function addProblems(responses: ZodOpenApiResponsesObject, codes: readonly RefusalCode[]): void {
  for (const code of codes) {
    const status = statusOf(code);
    const errors = code === 'invalid' ? [{ path: 'subject', message: 'is missing' }] : undefined;
    const example = problem(code, DETAILS[code] ?? code, errors);
    responses[String(status) as '400'] ??= {
      description: STATUS_CODES[status] ?? code,
      ...(code === 'unauthorized' && { headers: z.object({ 'WWW-Authenticate': Authenticate }) }),
      ...((code === 'unavailable' || code === 'too-many') && { headers: z.object({ 'Retry-After': RetryAfter }) }),
      content: { 'application/problem+json': { schema: Problem, example } },
    };
  }
  responses.default = {
    description: 'Any other problem',
    content: { 'application/problem+json': { schema: Problem } },
  };
}
