import { ConfigError } from '@serviceportal/shared/errors';
import type { Projection, View, ViewProjector } from '@serviceportal/shared/view';
import type { Say } from '../infrastructure/say.ts';
import { BATCH, type LogReader, type ReadUpTo } from './log-reader.ts';
import { keepForgotten, lastEvent } from './second-copy.ts';

const NEXT_TO = '_next';
const all = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/**
 * Fills the collections of one projection beside the live ones and swaps them in when they are level with the log. The
 * service goes on writing all the time: what it still wrote into the old collections is written once more after the
 * swap. Killed in between, it is simply run again.
 */
export async function rebuildProjection(projection: Projection, view: View, log: LogReader, say: Say): Promise<void> {
  const live = projection.createProjector(view);
  const next = projection.createProjector(view, NEXT_TO);
  const end = await endOfLog(projection, view, live, log);
  say(`reading ${projection.stream} up to ${end} …`);
  await makeEmpty(view, next);

  const filled = await fill(projection, 0, next, log);
  const kept = await keepForgotten(view, live, next, filled.level);
  const level = await fill(projection, filled.level, next, log);
  await swap(view, next, live);
  const rest = await log.read(projection, level.level, (batch) => live.write(batch));

  const messages = filled.messages + level.messages + rest.messages;
  const unreadable = [filled, level, rest].flatMap((each) => each.unreadable);
  say(`${all.format(collectionsOf(live))} made anew from ${messages} events of ${projection.stream}.`);
  if (kept > 0) say(`${kept} events that only the database still had were kept.`);
  if (unreadable.length > 0) say(`Messages that hold no event were left out: sequence ${unreadable.join(', ')}.`);
}

/** Reads until a read finds little more than what came during the one before. */
async function fill(projection: Projection, after: number, to: ViewProjector, log: LogReader): Promise<ReadUpTo> {
  const total = { level: after, messages: 0, unreadable: [] as number[] };
  let found: ReadUpTo;
  do {
    found = await log.read(projection, total.level, (batch) => to.write(batch));
    total.level = found.level;
    total.messages += found.messages;
    total.unreadable.push(...found.unreadable);
  } while (found.messages >= BATCH);
  return total;
}

/** A log that ends before the view's last event is another one: then the view is the only copy, and must stay. */
async function endOfLog({ stream }: Projection, view: View, live: ViewProjector, log: LogReader): Promise<number> {
  // A view without events is of what another service owns, who has them: it is no copy that could be the only one.
  const inView = live.events ? await lastEvent(view, live.events) : 0;
  const inLog = await log.lastSequence(stream);
  if (inView <= inLog) return inLog;
  throw new ConfigError(
    `The log ends at ${inLog} in ${stream}, but the view has events up to ${inView}: this log was begun anew, ` +
      'and the view may hold the only copy of the old one, so nothing was changed.',
  );
}

async function makeEmpty(view: View, next: ViewProjector): Promise<void> {
  for (const collection of collectionsOf(next)) {
    await view.ask(() => view.connection.dropCollection(collection).catch(() => undefined));
    await view.ask(() => view.connection.createCollection(collection));
  }
  await next.ready();
}

async function swap(view: View, next: ViewProjector, live: ViewProjector): Promise<void> {
  const to = collectionsOf(live);
  for (const [index, from] of collectionsOf(next).entries()) {
    await view.ask(() => view.connection.db!.renameCollection(from, to[index]!, { dropTarget: true }));
  }
}

function collectionsOf({ events, current }: ViewProjector): string[] {
  return events ? [events, ...current] : [...current];
}
