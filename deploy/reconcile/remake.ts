import { DeliverPolicy, type StreamInfo } from '@nats-io/jetstream';
import {
  type DepartmentProgram,
  type StreamContract,
  streamOf,
  type StreamName,
} from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Say } from '../infrastructure/say.ts';
import { durableConfig, wantedDurables } from '../nats/streams.ts';
import { createLogReader } from '../rebuild/log-reader.ts';
import { findStream, type Operator } from '../rebuild/operator.ts';
import { emptyAside, putAside, takeFromAside } from './aside.ts';
import { closedConfig, createRefill, nowStands, type Refill } from './closed-stream.ts';
import { compare, hasLost } from './compare.ts';
import { knownPositions, startOf } from './positions.ts';
import { type EventCopy, openEventCopy, type Source } from './event-copy.ts';
import { MARGIN, stepsFrom } from './sequence-plan.ts';

export interface Remake {
  readonly stream: StreamName;
  readonly source: Source;
  /** The highest sequence that any other view knows of the stream. */
  readonly knownElsewhere: number;
  readonly programs: readonly DepartmentProgram[];
  readonly operator: Operator;
  readonly say: Say;
}

/**
 * Makes a stream that was lost, or has lost its end, again from the database: each event in the place it had, so that
 * views, cursors and acknowledgements stay right; what is new comes behind the highest sequence anyone knows. Nobody can
 * write to the stream meanwhile. Killed in between, it is simply run again.
 */
export async function remakeStream(remake: Remake): Promise<void> {
  const { operator, say } = remake;
  const contract = streamOf(remake.stream);
  const copy = await openEventCopy(remake.source);
  const found = await findStream(operator, remake.stream);
  const highest = await makeRoom(found, contract, copy, remake);
  const refill = createRefill(contract, operator);
  const kept = await fill(copy, refill, highest);
  const added = await takeFromAside(remake.source, highest + MARGIN, refill, operator);
  await makeDurables(copy, highest, remake);
  await refill.open();
  await emptyAside(remake.source);
  say(
    `${remake.stream} is made again from ${kept} events of the database; what is new begins after ${highest + MARGIN}.`,
  );
  if (added > 0) say(`${added} events that were stored since it was lost follow after those.`);
}

/** Leaves an empty stream, closed to everybody else, and gives the highest sequence known before. */
async function makeRoom(
  found: StreamInfo | undefined,
  contract: StreamContract,
  copy: EventCopy,
  remake: Remake,
): Promise<number> {
  const { source, operator, knownElsewhere, say } = remake;
  const state = found && nowStands(found);
  if (state?.is === 'being filled') return state.highest;
  if (state?.is === 'open') await refuseIfWhole(remake, copy);
  const highest = Math.max(copy.last, knownElsewhere, found?.state.last_seq ?? 0);
  if (found) {
    await operator.jsm.streams.update(contract.name, closedConfig(contract, operator.replicas, 'being read', highest));
    await putAside(source, copy, operator);
    await operator.jsm.streams.delete(contract.name);
  }
  say(`${contract.name} is closed and filled from the database …`);
  const empty = closedConfig(contract, operator.replicas, 'being filled', highest);
  await operator.jsm.streams.add({ ...empty, first_seq: copy.first });
  return highest;
}

/** A stream that has everything the database has needs nothing, and would only lose by being made again. */
async function refuseIfWhole({ stream, source, operator }: Remake, copy: EventCopy): Promise<void> {
  const comparison = await compare(source.projection, source.view, createLogReader(operator), operator);
  if (hasLost(comparison)) return;
  throw new ConfigError(
    `${stream} is there and ends at ${comparison.last}, not before the database (${copy.last}): nothing was changed.`,
  );
}

/** Puts every event in its place, and keeps `MARGIN` free behind the highest; gives the number of events. */
async function fill(copy: EventCopy, refill: Refill, highest: number): Promise<number> {
  let kept = 0;
  let level = await refill.level();
  for await (const batch of copy.events()) {
    await refill.publish(level, [...stepsFrom(level, batch)]);
    level = Math.max(level, batch.at(-1)!.sequence);
    kept += batch.length;
  }
  await refill.keepFreeUntil(level, highest + MARGIN);
  return kept;
}

async function makeDurables(copy: EventCopy, highest: number, remake: Remake): Promise<void> {
  const { stream, source, programs, operator, say } = remake;
  const known = await knownPositions(stream, source.view);
  for (const durable of wantedDurables(programs).filter((each) => each.stream === stream)) {
    // The database is what the stream was made from.
    const acknowledged = durable.name === source.projection.name ? highest : known.get(durable.name);
    const begin = startOf(durable, acknowledged, copy);
    const config = { ...durableConfig(durable), deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: begin };
    // One that is there was made by an earlier run, or by provisioning, which doesn't know where to begin.
    await operator.jsm.consumers.delete(stream, durable.name).catch(() => undefined);
    await operator.jsm.consumers.add(stream, config);
    const how = acknowledged === undefined ? ', as nobody knows how far it was' : '';
    say(`${durable.name} goes on after ${begin - 1}${how}.`);
  }
}
