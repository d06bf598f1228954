import {
  DURABLES,
  GapAggregate,
  GapClosed,
  GapErased,
  SearchHelped,
  SearchMissed,
  type TimerDue,
} from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { react, type Reaction } from '@serviceportal/shared/log';
import { createRetention, RETENTION_TIMER } from '@serviceportal/shared/retention';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { agedIds } from '@serviceportal/shared/view';
import { eraseAgedGap } from './domain/gap.ts';
import { gapErased } from './facts.ts';
import { GAPS } from './view/projections.ts';

/** What people looked for may hold a name: every night the words of gaps that nobody met for `keepDays` are forgotten. */
export async function forgetGaps(service: Service, keepDays: number, life: Lifecycle): Promise<void> {
  const { log, view, clock, logger } = service;
  const gaps = log.aggregate(GapAggregate);

  async function eraseAged(before: Temporal.Instant): Promise<number> {
    let erased = 0;
    for (const gapId of await agedIds(view, GAPS, before, { query: { $ne: '' } })) {
      const at = formatTimestamp(clock.now(), clock.zone);
      const context = {
        cause: { id: `retention:${gapId}:${at}` },
        actor: { type: 'service', id: log.service },
      } as const;
      const { repeated } = await gaps.erase(gapId, context, (gap) => eraseAgedGap(gap, before, at));
      if (repeated) continue;
      gapErased(logger, { gapId });
      erased += 1;
    }
    return erased;
  }

  const timers = log.timers();
  const retention = createRetention(
    service,
    timers,
    async (daysAgo) => ({ gap: await eraseAged(daysAgo(keepDays)) }),
    life,
  );
  await log.react(DURABLES.knowledgeOnGapErased, ...deleteErased(service));
  await timers.onDue(DURABLES.knowledgeOnTimerDue, async (timer: TimerDue) => {
    if (timer.kind !== RETENTION_TIMER) throw new Permanent('unknown-timer', `no timer of ours is a ${timer.kind}`);
    await retention.fired(timer);
  });
}

/** The marker stands: what was before it goes, bytes and all. Other events of a gap have the same subject. */
function deleteErased({ log }: Service): Reaction[] {
  const nothing = () => Promise.resolve();
  return [
    react(GapErased, async ({ sequence, data: { gap } }) => void (await log.forget(GapAggregate, gap.gapId, sequence))),
    ...[SearchMissed, SearchHelped, GapClosed].map((contract) => react(contract, nothing)),
  ];
}
