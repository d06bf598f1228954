import type { TimerDue } from './contracts/index.ts';
import type { Lifecycle } from './lifecycle.ts';
import { restoreTimers, type Timers } from './log/index.ts';
import type { Service } from './service.ts';
import { fact, lasting } from './telemetry/index.ts';
import { formatTimestamp, Temporal } from './time/index.ts';

export const RETENTION_TIMER = 'retention';

/** In the city's time, when hardly anybody calls. */
const AT = Temporal.PlainTime.from('03:00');

const retentionRan = fact(
  'retention ran',
  'Nights, and starts, in which what was kept long enough was erased',
  [],
  'lasting',
);

/** Erases what was kept long enough, and gives how many of each kind. Safe to repeat and to break off. */
export type EraseAged = (daysAgo: (days: number) => Temporal.Instant) => Promise<Record<string, number>>;

/** The daily job of one service: a durable timer, which also fires once after each start. */
export interface Retention {
  fired(timer: TimerDue): Promise<void>;
}

export function createRetention(
  { clock, logger }: Pick<Service, 'clock' | 'logger'>,
  timers: Timers,
  eraseAged: EraseAged,
  life: Lifecycle,
): Retention {
  const today = () => clock.now().toZonedDateTimeISO(clock.zone);

  function set(at: Temporal.ZonedDateTime): Promise<void> {
    const plan = Number(at.toPlainDate().toString().replaceAll('-', ''));
    return timers.set({ kind: RETENTION_TIMER, id: 'daily', plan, at: formatTimestamp(at.toInstant(), clock.zone) });
  }

  // At once: it may have been down, or the city's clock set on, for days.
  restoreTimers('retention', async () => set(today()).then(() => 1), { timers, isUp: () => true, logger, life });

  return {
    async fired() {
      const now = clock.now();
      // Once a day at every LOG_LEVEL, whatever else is worth a line: a restore asks how far back the log goes.
      lasting(logger).info('looking for what was kept long enough');
      try {
        // Also where there was nothing to erase: else an empty night looks like none.
        retentionRan(logger, await eraseAged((days) => now.subtract({ hours: 24 * days })));
      } finally {
        // Also where it fails: one bad night must not end all others.
        await set(nextNight(today()));
      }
    },
  };
}

function nextNight(now: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const tonight = now.withPlainTime(AT);
  return Temporal.ZonedDateTime.compare(tonight, now) > 0 ? tonight : tonight.add({ days: 1 });
}
