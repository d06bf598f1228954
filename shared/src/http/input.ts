import type { z } from 'zod';
import { Refusal, type InputError } from '../errors.ts';

const DEEPEST = 32;
const MOST_ERRORS = 50;
const LONGEST_PATH = 200;

/** Parses what came from outside. Throws an `invalid` refusal that names every wrong field, or returns trusted data. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input, { error: messageFor });
  if (result.success) return result.data;
  throw invalid(result.error.issues.flatMap(inputErrorsOf));
}

/** Refuses what no field may hold: text that is no Unicode, NUL, and nesting deeper than any command needs. */
export function checkJson(value: unknown): void {
  const errors: InputError[] = [];
  walk(value, [], errors);
  if (errors.length > 0) throw invalid(errors);
}

function invalid(errors: InputError[]): Refusal {
  const [first] = errors;
  const summary = first?.path ? `${first.path} ${first.message}` : (first?.message ?? 'the input is not valid');
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new Refusal('invalid', `${summary}${more}`, errors.slice(0, MOST_ERRORS));
}

function walk(value: unknown, path: PropertyKey[], errors: InputError[]): void {
  if (typeof value === 'string' && (!value.isWellFormed() || value.includes('\0'))) {
    errors.push({ path: pathText(path), message: 'must be Unicode text without NUL' });
  }
  if (typeof value !== 'object' || value === null) return;
  if (path.length >= DEEPEST) {
    errors.push({ path: pathText(path), message: `must not be nested deeper than ${DEEPEST} levels` });
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    if (errors.length > MOST_ERRORS) return;
    walk(part, [...path, key], errors);
  }
}

function inputErrorsOf(issue: z.core.$ZodIssue): InputError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: pathText([...issue.path, key]), message: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The alternative that got furthest is most likely the one that was meant.
    const [closest = []] = [...issue.errors].sort((a, b) => deepest(b) - deepest(a));
    return closest.flatMap((inner) => inputErrorsOf({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  return [{ path: pathText(issue.path), message: issue.message }];
}

function deepest(issues: z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map(String).join('.').toWellFormed();
  return text.length > LONGEST_PATH ? `${text.slice(0, LONGEST_PATH)}…` : text;
}

/** Completes a sentence that begins with the field's name. A schema's own message goes before this one. */
function messageFor(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${withArticle(issue.expected)}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing';
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return `must ${amount(issue.inclusive ? 'at least' : 'more than', issue.minimum, issue.origin)}`;
    case 'too_big':
      return `must ${amount(issue.inclusive ? 'at most' : 'less than', issue.maximum, issue.origin)}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'has the wrong form';
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : 'fits none of the allowed forms';
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
    case 'custom':
      return undefined;
  }
}

const FORMATS: Record<string, string> = {
  datetime: 'must be a time with offset like 2026-11-23T10:00:00+01:00',
  date: 'must be a day like 2026-11-23',
  time: 'must be a time of day like 08:00',
  email: 'must be an e-mail address',
  url: 'must be a URL',
  uuid: 'must be a UUID',
};

/** `be at least 3`, `be at most 200 characters long`, `have at least 1 item`. */
function amount(bound: string, limit: number | bigint, origin: string): string {
  const several = Number(limit) === 1 ? '' : 's';
  if (origin === 'string') return `be ${bound} ${limit} character${several} long`;
  if (['array', 'set', 'map'].includes(origin)) return `have ${bound} ${limit} item${several}`;
  return `be ${bound} ${limit}`;
}

function withArticle(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
