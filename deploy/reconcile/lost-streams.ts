import type { StreamName } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { createLogReader } from '../rebuild/log-reader.ts';
import { findStream, type Operator } from '../rebuild/operator.ts';
import { lastEvent } from '../rebuild/second-copy.ts';
import type { ServiceView } from '../rebuild/views.ts';
import { nowStands } from './closed-stream.ts';
import { compare, hasLost } from './compare.ts';
import { openEventCopy, type Source } from './event-copy.ts';

/** A stream of which a database keeps every event. */
export interface Copied {
  readonly stream: StreamName;
  readonly source: Source;
}

/** The streams that the database of a service has a copy of. */
export function copiesIn({ view, projections }: ServiceView): Copied[] {
  return projections
    .filter((projection) => projection.createProjector(view).events !== undefined)
    .map((projection) => ({ stream: projection.stream, source: { view, projection } }));
}

/**
 * Which of the streams that were `wanted` are to be made again; where `all` are, it may be none. `ConfigError` where none
 * of them has lost anything, and where others are lost too: made again alone, a stream meets services that find nothing
 * in those, and do once more what is done.
 */
export async function lostAmong(
  wanted: readonly StreamName[] | 'all',
  copies: readonly Copied[],
  operator: Operator,
): Promise<Copied[]> {
  const lost: Copied[] = [];
  for (const copy of copies) if (await isLost(copy, operator)) lost.push(copy);
  if (wanted === 'all') return lost;
  const chosen = lost.filter(({ stream }) => wanted.includes(stream));
  if (chosen.length === 0) throw await whole(wanted, copies, operator);
  const others = lost.filter((each) => !chosen.includes(each)).map(({ stream }) => stream);
  if (others.length === 0) return chosen;
  throw new ConfigError(
    `${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} lost too: npm run reconcile -- --remake all`,
  );
}

/** Whether the log has less of a stream than its database, or something else, or an earlier remake was broken off. */
async function isLost({ stream, source: { view, projection } }: Copied, operator: Operator): Promise<boolean> {
  // Before the log is asked for its end, so that what is stored meanwhile makes no difference.
  const copied = await lastCopied({ stream, source: { view, projection } });
  if (copied === 0) return false;
  const found = await findStream(operator, stream);
  if (!found || nowStands(found).is !== 'open' || found.state.last_seq < copied) return true;
  return hasLost(await compare(projection, view, createLogReader(operator), operator));
}

/** The sequence of the last event that the database has; 0 where it has none. */
export async function lastCopied({ source: { view, projection } }: Copied): Promise<number> {
  const { events } = projection.createProjector(view);
  return events ? await lastEvent(view, events) : 0;
}

/** Why there is nothing to be made again: a stream that has everything would only lose by it. */
async function whole(
  wanted: readonly StreamName[],
  copies: readonly Copied[],
  operator: Operator,
): Promise<ConfigError> {
  const sentences: string[] = [];
  for (const { stream, source } of copies.filter((copy) => wanted.includes(copy.stream))) {
    const { last } = await openEventCopy(source);
    const end = (await findStream(operator, stream))?.state.last_seq ?? 0;
    sentences.push(`${stream} is there and ends at ${end}, not before the database (${last})`);
  }
  return new ConfigError(`${sentences.join('; ')}: nothing was changed.`);
}
