import { DeliverPolicy } from '@nats-io/jetstream';
import { type DepartmentProgram, streamOf, type StreamName } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import type { Say } from '../infrastructure/say.ts';
import { durableConfig, wantedDurables } from '../nats/streams.ts';
import { findStream, type Operator } from '../rebuild/operator.ts';
import { emptyAside, putAside, takeFromAside } from './aside.ts';
import { closedConfig, createRefill, nowStands, type Refill } from './closed-stream.ts';
import { type EventCopy, openEventCopy, type Source } from './event-copy.ts';
import { count, storedSince } from './describe.ts';
import { knownPositions, startOf } from './positions.ts';
import { MARGIN, stepsFrom } from './sequence-plan.ts';

/** A stream to be made again. */
export interface Remake {
  readonly stream: StreamName;
  readonly source: Source;
  /** The highest sequence that any other view knows of the stream. */
  readonly knownElsewhere: number;
}

export interface Remaking {
  readonly programs: readonly DepartmentProgram[];
  readonly operator: Operator;
  readonly say: Say;
}

/** A stream that has all its events again, and is closed still. */
interface Filled extends Remake {
  readonly copy: EventCopy;
  readonly highest: number;
  readonly refill: Refill;
  /** Events of the database, and of those stored since the stream was lost. */
  readonly kept: number;
  readonly added: number;
}

/**
 * Makes streams that were lost, or have lost their end, again from the database: each event in the place it had, so that
 * views, cursors and acknowledgements stay right; what is new comes behind the highest sequence anyone knows. All of them
 * are closed before the first is filled, and the first is opened when all are filled: who finds what happened in one and
 * nothing of it in another would do it again. Killed in between, it is simply run again.
 */
export async function remakeStreams(remakes: readonly Remake[], by: Remaking): Promise<void> {
  for (const each of remakes) await close(each, by);
  by.say(`${remakes.map(({ stream }) => stream).join(', ')} closed to everybody, and filled from the database …`);
  const filled: Filled[] = [];
  for (const each of remakes) filled.push(await fillAgain(each, by));
  for (const each of filled) await makeDurables(each, by);
  for (const each of filled) await open(each, by);
}

/** From then on nobody reads or writes it, whoever starts; one that an earlier run has closed stays so. */
async function close({ stream, source, knownElsewhere }: Remake, { operator }: Remaking): Promise<void> {
  const contract = streamOf(stream);
  const found = await findStream(operator, stream);
  if (found && nowStands(found).is !== 'open') return;
  const copy = await openEventCopy(source);
  const highest = Math.max(copy.last, knownElsewhere, found?.state.last_seq ?? 0);
  if (found) {
    await operator.jsm.streams.update(stream, closedConfig(contract, operator.replicas, 'being read', highest));
  } else {
    const empty = closedConfig(contract, operator.replicas, 'being filled', highest);
    await operator.jsm.streams.add({ ...empty, first_seq: copy.first });
  }
}

async function fillAgain(remake: Remake, by: Remaking): Promise<Filled> {
  const { stream, source } = remake;
  const copy = await openEventCopy(source);
  const highest = await makeRoom(remake, copy, by);
  const refill = createRefill(streamOf(stream), by.operator);
  const kept = await fill(copy, refill, highest);
  const added = await takeFromAside(source, highest + MARGIN, refill, by.operator);
  return { ...remake, copy, highest, refill, kept, added };
}

/** Leaves the closed stream empty but for what an earlier run put there, and gives the highest sequence known before. */
async function makeRoom({ stream, source }: Remake, copy: EventCopy, { operator }: Remaking): Promise<number> {
  const contract = streamOf(stream);
  const found = await findStream(operator, stream);
  const standing = found && nowStands(found);
  if (!standing || standing.is === 'open') throw new Unavailable(`${stream} was opened by somebody else meanwhile.`);
  if (standing.is === 'being filled') return standing.highest;
  await putAside(source, copy, operator);
  const highest = Math.max(standing.highest, found?.state.last_seq ?? 0);
  await operator.jsm.streams.delete(stream);
  const empty = closedConfig(contract, operator.replicas, 'being filled', highest);
  await operator.jsm.streams.add({ ...empty, first_seq: copy.first });
  return highest;
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

async function makeDurables({ stream, source, copy, highest }: Filled, by: Remaking): Promise<void> {
  const { programs, operator, say } = by;
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

async function open({ stream, source, refill, highest, kept, added }: Filled, { say }: Remaking): Promise<void> {
  // The stream has it: a run that is killed right here must not leave it for the next loss.
  await emptyAside(source);
  await refill.open();
  say(
    `${stream} is made again from ${count(kept, 'event')} of the database; what is new begins after ${highest + MARGIN}.`,
  );
  if (added > 0) say(storedSince(added));
}
