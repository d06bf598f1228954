import { createAnchors } from '@serviceportal/shared/audit';
import { DURABLES } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { restoreTimers } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { isOverdue, nextAnchor } from './domain/anchor-time.ts';

const ANCHOR_TIMER = 'audit-anchor';

/** Anchors the chains of the audit log every night, by one durable timer; at once where a night was missed. */
export async function anchorDaily({ log, clock, logger }: Service, life: Lifecycle): Promise<void> {
  const anchors = createAnchors(log.records('AUDIT'), logger);
  const timers = log.timers();
  const now = () => clock.now().toZonedDateTimeISO(clock.zone);

  function set(at: Temporal.ZonedDateTime): Promise<void> {
    const plan = at.year * 10_000 + at.month * 100 + at.day;
    return timers.set({ kind: ANCHOR_TIMER, id: 'daily', plan, at: formatTimestamp(at.toInstant(), clock.zone) });
  }

  async function plan(): Promise<number> {
    const overdue = isOverdue(await anchors.lastAt(), clock.toReal(clock.now()));
    await set(overdue ? now() : nextAnchor(now()));
    return 1;
  }

  await timers.onDue(DURABLES.directoryOnTimerDue, async ({ kind }) => {
    if (kind !== ANCHOR_TIMER) throw new Permanent('unexpected-type', 'the directory has no timers of this kind');
    try {
      await anchors.add();
    } finally {
      // Also where it failed: one bad night must not end all others.
      await set(nextAnchor(now()));
    }
  });
  restoreTimers('audit anchors', plan, { timers, isUp: () => true, logger, life });
}
