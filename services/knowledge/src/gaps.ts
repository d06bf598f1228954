import { GapAggregate } from '@serviceportal/shared/contracts';
import { type Context, derivedUuid } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp } from '@serviceportal/shared/time';
import { closeGap, countHelp, countMiss, type Miss } from './domain/gap.ts';
import { keptQuery } from './domain/kept-query.ts';
import { gapClosed, searchMissed } from './facts.ts';
import { concernOf } from './search/concern.ts';

/** What somebody looked for, as far as it may be kept, and the gap it belongs to. */
export type ToldQuery = Pick<Miss, 'gapId' | 'query'>;

/** Where searches in vain are counted. */
export interface Gaps {
  /** Counts one; the same cause counts once. */
  miss(miss: Miss, context: Context): Promise<void>;
  /** An editor is done with it; `not-found` where there is none. */
  close(gapId: string, context: Context): Promise<void>;
  /** Counts that an article helped, where searches for this had been in vain before; else nothing is kept of it. */
  help(gapId: string, help: { articleId: string; callId?: string | undefined }, context: Context): Promise<void>;
}

/** Undefined where the words tell no concern, so that nobody could write about it. */
export function readToldQuery(text: string): ToldQuery | undefined {
  const query = keptQuery(text);
  const concern = concernOf(query);
  return concern.length === 0 ? undefined : { gapId: derivedUuid(`gap\n${concern.join(' ')}`), query };
}

export function openGaps({ log, clock, logger }: Pick<Service, 'log' | 'clock' | 'logger'>): Gaps {
  const gaps = log.aggregate(GapAggregate);
  return {
    async miss(miss, context) {
      const now = formatTimestamp(clock.now(), clock.zone);
      const { state, repeated } = await gaps.handle(miss.gapId, context, (current) => countMiss(miss, current, now));
      if (repeated) return;
      const how = miss.articles.length === 0 ? 'not-found' : 'not-helped';
      searchMissed(logger, { how, gapId: state.gapId, department: state.departmentId });
    },
    async close(gapId, context) {
      const { repeated } = await gaps.handle(gapId, context, closeGap);
      if (!repeated) gapClosed(logger, { gapId });
    },
    async help(gapId, help, context) {
      const known = await gaps.load(gapId);
      if (known) await gaps.handle(gapId, context, (current) => countHelp(help, current ?? known.state));
    },
  };
}
