import type { View } from '@serviceportal/shared/view';
import type { LogReader } from '../rebuild/log-reader.ts';
import type { Comparison } from './compare.ts';

/** Projects what the view lacks once more, from the log; gives the number of events. Safe at any time and to repeat. */
export async function repair(
  { projection, missing, outdated }: Comparison,
  view: View,
  log: LogReader,
): Promise<number> {
  const wanted = new Set([...missing, ...outdated]);
  if (wanted.size === 0) return 0;
  const live = projection.createProjector(view);
  let written = 0;
  await log.read(projection, Math.min(...wanted) - 1, async (batch) => {
    const some = batch.filter(({ sequence }) => wanted.has(sequence));
    if (some.length > 0) await live.write(some);
    written += some.length;
  });
  return written;
}
