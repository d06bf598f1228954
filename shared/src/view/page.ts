import mongoose, { type Model } from 'mongoose';
import { z } from 'zod';
import { refuse } from '../errors.ts';
import type { Current } from './projector.ts';
import type { View } from './connection.ts';

/** The query fields of every list. */
export const PageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be a whole number from 1 to 200')
    .transform(Number)
    .pipe(z.number().min(1).max(200))
    .optional()
    .describe('How many, 1 to 200; 50 unless told'),
  cursor: z.string().max(256).optional().describe('`nextCursor` of the page before'),
});
export type PageQuery = z.infer<typeof PageQuery>;

export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** Milliseconds since 1970 as far as dates reach, and an id. */
const Cursor = z.tuple([z.number().int().min(-8.64e15).max(8.64e15), z.string().max(128)]);

/**
 * One page of the documents that match `filter`, newest first. A page stays right while new documents arrive: the
 * cursor is the last document itself, not a count. Operators in `filter` must be marked by `mongoose.trusted`, since
 * what came from outside must not be one. `Unavailable` without the database, `invalid` for a foreign cursor.
 */
export async function pageOf<State>(
  view: View,
  model: Model<Current<State>>,
  filter: Record<string, unknown>,
  { limit = 50, cursor }: PageQuery,
): Promise<Page<Current<State>>> {
  const after = cursor === undefined ? {} : olderThan(decode(cursor));
  const found = await view.ask(() =>
    model
      .find({ $and: [filter, after] })
      .sort({ createdAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean<Current<State>[]>()
      .exec(),
  );
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last ? { items, nextCursor: encode(last) } : { items };
}

function olderThan([createdAt, id]: z.infer<typeof Cursor>): Record<string, unknown> {
  const at = new Date(createdAt);
  const before = (value: Date | string) => mongoose.trusted({ $lt: value });
  return { $or: [{ createdAt: before(at) }, { createdAt: at, _id: before(id) }] };
}

function encode({ createdAt, _id }: Current<unknown>): string {
  return Buffer.from(JSON.stringify([createdAt.getTime(), _id])).toString('base64url');
}

function decode(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw refuse('invalid', 'This cursor is not one of ours.', [
      { path: 'cursor', message: 'is not a cursor of this list' },
    ]);
  }
}
