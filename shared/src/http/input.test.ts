import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { parseInput } from './input.ts';

it.each<[z.ZodType, unknown, string]>([
  [z.string().min(1), '', 'must not be empty'],
  [z.string().min(2), 'a', 'must be at least 2 characters long'],
  [z.string().max(1), 'ab', 'must be at most 1 character long'],
  [z.array(z.string()).min(1), [], 'must have at least 1 item'],
  [z.array(z.string()).min(2), [], 'must have at least 2 items'],
  [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 item'],
  [z.number().min(1), 0, 'must be at least 1'],
  [z.number().gt(0), 0, 'must be more than 0'],
  [z.number().lt(9), 9, 'must be less than 9'],
])('a limit that is missed is told as a sentence', (field, value, message) => {
  const parse = () => parseInput(z.strictObject({ field }), { field: value });
  expect(parse).toThrow(expect.objectContaining({ detail: `field ${message}`, errors: [{ path: 'field', message }] }));
});
