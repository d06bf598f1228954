import { refuse } from '@serviceportal/shared/errors';
import type { Page } from '@serviceportal/shared/view';
import { z } from 'zod';

const MOST = 200;

/** The query fields of a list that is served from memory: all of it, unless it is longer than 200. */
export const ListQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/, `must be a number from 1 to ${MOST}`)
    .transform(Number)
    .pipe(z.number().min(1).max(MOST))
    .default(MOST)
    .describe(`How many, 1 to ${MOST}`),
  cursor: z.string().max(256).optional().describe('`nextCursor` of the page before'),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** One page of `items`; the cursor names the last item of the page before. `invalid` where that is none of them. */
export function pageOfList<T>(items: readonly T[], idOf: (item: T) => string, { limit, cursor }: ListQuery): Page<T> {
  const start = cursor === undefined ? 0 : items.findIndex((item) => idOf(item) === cursor) + 1;
  if (cursor !== undefined && start === 0) {
    throw refuse('invalid', 'This cursor is not one of this list.', [
      { path: 'cursor', message: 'is not a cursor of this list' },
    ]);
  }
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  return last !== undefined && start + limit < items.length ? { items: page, nextCursor: idOf(last) } : { items: page };
}
