import type { Gap } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import type { Temporal } from '@serviceportal/shared/time';
import { type Page, type PageQuery, queriedSchema, type View } from '@serviceportal/shared/view';
import mongoose, { type Model } from 'mongoose';
import { z } from 'zod';
import { GAPS } from './projections.ts';

/** Only what is queried; documents hold the whole gap. */
const GapDocument = queriedSchema(GAPS, { _id: String, departmentId: String, count: Number, missedAt: Number });

/** A gap in a list; `count` is how often it was met, `missedAt` when last (milliseconds since 1970). */
export type ListedGap = Gap & { readonly _id: string; readonly count: number; readonly missedAt: number };

export type GapOrder = 'frequent' | 'newest';

interface GapFilter {
  readonly departmentId?: string | undefined;
  /** Only what was looked for in vain since then. */
  readonly since?: Temporal.Instant | undefined;
}

/** The gaps in the database; `Unavailable` without it. */
export interface GapList {
  /** One page; a gap that is met again while one turns the pages may move to a page before, none comes twice. */
  page(filter: GapFilter, order: GapOrder, page: PageQuery): Promise<Page<ListedGap>>;
}

const { trusted } = mongoose;
const SORTED_BY = { frequent: 'count', newest: 'missedAt' } as const;
/** The last gap of the page before: how far it had got in which order, and its id. */
const Cursor = z.tuple([z.enum(['count', 'missedAt']), z.number().int().min(0).max(8.64e15), z.string().max(64)]);

export function openGapList(view: View): GapList {
  const model = view.connection.model('Gap', GapDocument) as unknown as Model<ListedGap>;
  return {
    async page({ departmentId, since }, order, { limit = 50, cursor }) {
      const field = SORTED_BY[order];
      const wanted = {
        count: trusted({ $gt: 0 }),
        ...(departmentId && { departmentId }),
        ...(since && { missedAt: trusted({ $gte: since.epochMilliseconds }) }),
      };
      const after = cursor === undefined ? {} : behind(field, cursor);
      const found = await view.ask(() =>
        model
          .find({ $and: [wanted, after] })
          .sort({ [field]: -1, _id: -1 })
          .limit(limit + 1)
          .lean<ListedGap[]>()
          .exec(),
      );
      const items = found.slice(0, limit);
      const last = items.at(-1);
      if (found.length <= limit || !last) return { items };
      return { items, nextCursor: encode([field, last[field], last._id]) };
    },
  };
}

function behind(field: 'count' | 'missedAt', cursor: string): Record<string, unknown> {
  const [sortedBy, value, id] = decode(cursor);
  if (sortedBy !== field) throw foreignCursor();
  return { $or: [{ [field]: trusted({ $lt: value }) }, { [field]: value, _id: trusted({ $lt: id }) }] };
}

function encode(place: z.infer<typeof Cursor>): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function decode(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw foreignCursor();
  }
}

function foreignCursor() {
  return refuse('invalid', 'This cursor is not one of ours.', [
    { path: 'cursor', message: 'is not a cursor of this list' },
  ]);
}
