import {
  type DepartmentProgram,
  type ServiceName,
  SERVICES,
  type StreamName,
  streamOf,
} from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { View } from '@serviceportal/shared/view';
import type { Say } from '../infrastructure/say.ts';
import { alone } from '../rebuild/alone.ts';
import { openOperator } from '../rebuild/operator.ts';
import type { Addresses } from '../rebuild/settings.ts';
import { checkOneDatabase, openServiceView, type ServiceView } from '../rebuild/views.ts';
import { copiesIn, lastCopied, lostAmong } from './lost-streams.ts';
import { remakeStreams } from './remake.ts';

/**
 * Makes the streams that were lost, `all` of them or those named, again from the views of the services that own them;
 * whether there were any.
 */
export async function remake(
  wanted: readonly StreamName[] | 'all',
  programs: readonly DepartmentProgram[],
  addresses: Addresses,
  say: Say,
  life: Lifecycle,
): Promise<boolean> {
  const services = servicesAsked(wanted, addresses);
  const operator = await openOperator(addresses, life);
  const views: ServiceView[] = [];
  for (const service of services) views.push(await openServiceView(service, addresses, life));
  const copies = views.flatMap(copiesIn);
  for (const stream of wanted === 'all' ? [] : wanted) {
    if (copies.some((copy) => copy.stream === stream)) continue;
    throw new ConfigError(`The database has no copy of ${stream}: npm run provision makes it empty.`);
  }
  const owners = views.filter((each) => copiesIn(each).length > 0).map(({ view }) => view);
  return aloneInAll(owners, async () => {
    const lost = await lostAmong(wanted, copies, operator);
    if (lost.length === 0) {
      say('No stream has lost anything that the database has: nothing was changed.');
      return false;
    }
    const remakes = [];
    for (const each of lost) remakes.push({ ...each, knownElsewhere: await highestKnown(each.stream, views) });
    await remakeStreams(remakes, { programs, operator, say });
    return true;
  });
}

/** Which of these streams, given with their last sequences, end before their owners' databases do. */
export async function endingEarly(
  ends: ReadonlyMap<StreamName, number>,
  addresses: Addresses,
  life: Lifecycle,
): Promise<StreamName[]> {
  const early: StreamName[] = [];
  for (const service of SERVICES.filter((each) => [...ends.keys()].some((stream) => streamOf(stream).owner === each))) {
    const copies = copiesIn(await openServiceView(service, addresses, life));
    for (const copy of copies)
      if ((await lastCopied(copy)) > (ends.get(copy.stream) ?? Infinity)) early.push(copy.stream);
  }
  return early;
}

/** Everybody's view says what is lost and how far a stream went; one named database is that of the owner alone. */
function servicesAsked(wanted: readonly StreamName[] | 'all', addresses: Addresses): readonly ServiceName[] {
  if (!addresses.mongodbDatabase) return SERVICES;
  const owners = SERVICES.filter(
    (service) => wanted === 'all' || wanted.some((name) => streamOf(name).owner === service),
  );
  checkOneDatabase(owners, addresses);
  return owners;
}

function aloneInAll<T>([view, ...others]: readonly View[], work: () => Promise<T>): Promise<T> {
  return view ? alone(view, () => aloneInAll(others, work)) : work();
}

/** The highest sequence of this stream among the documents of the views that follow it; 0 where none does. */
async function highestKnown(stream: StreamName, views: readonly ServiceView[]): Promise<number> {
  let highest = 0;
  for (const { view, projections } of views) {
    const following = projections.filter((projection) => projection.stream === stream);
    for (const collection of following.flatMap((projection) => projection.createProjector(view).current)) {
      const last = await view.ask(() =>
        view.connection.collection<{ seq: number }>(collection).findOne({}, { sort: { seq: -1 } }),
      );
      highest = Math.max(highest, last?.seq ?? 0);
    }
  }
  return highest;
}
