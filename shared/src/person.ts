import {
  type AggregateContract,
  type DurableContract,
  type ErasedPart,
  type ExportedEvent,
  type ExportedPart,
  PersonQuery,
  personSubject,
  type PersonVerb,
  type RecordKind,
  type KeptRecord,
  type KnownRecord,
} from './contracts/index.ts';
import { Refusal, refuse, Unavailable } from './errors.ts';
import { parseInput, problemOf } from './http/index.ts';
import { type CommandEndpoint, type Context, derivedUuid, isErased, type Log } from './log/index.ts';
import type { Service } from './service.ts';
import { z } from 'zod';

export { readRecord } from './person-history.ts';

/** One kind of record that a service keeps of people. */
export interface PersonRecords {
  readonly kind: RecordKind;
  /** The view that `find` reads: asked only once it has everything the log has. */
  readonly view?: DurableContract;
  /** The ids of a person's records, in an order that stays. */
  find(query: PersonQuery): Promise<string[]>;
  /** Whether there is one of this id, erased or not. */
  has(record: KnownRecord): Promise<boolean>;
  /** What happened to one, oldest first. */
  read(id: string): Promise<ExportedEvent[]>;
  /** Whether one was erased before, and only its marker is left. */
  isErased(id: string): Promise<boolean>;
  /** Erases one; or why it stays for now. */
  erase(id: string, context: Context): Promise<'erased' | KeptRecord['why']>;
}

/** A record of a person, and who keeps it. */
interface Found {
  readonly of: PersonRecords;
  readonly id: string;
}

const LOOKED_AT_ONCE = 50;
/** Others wait for the disk, too. */
const ERASED_AT_ONCE = 8;
const LONGEST_GO_MS = 3_000;

/** So much goes into one answer; far below what the server lets through. */
const LARGEST_PART = 150_000;

/** `Refusal` (`unavailable`) where a view lags behind its log: somebody's newest records could be missing. */
export async function findRecords(log: Log, records: readonly PersonRecords[], query: PersonQuery): Promise<Found[]> {
  for (const { view } of records) {
    if (!view) continue;
    await log.projected(view).catch((cause: unknown) => {
      if (!(cause instanceof Unavailable)) throw cause;
      throw refuse('unavailable', `The view of ${log.service} is not level with the log yet; try again soon.`);
    });
  }
  const found = await Promise.all(records.map(async (of) => (await idsOf(of, query)).map((id) => ({ of, id }))));
  return found.flat();
}

/** Those that are found to be the person's, and those that are known to be. */
async function idsOf(of: PersonRecords, query: PersonQuery): Promise<string[]> {
  const ids = new Set(await of.find(query));
  for (const known of query.records ?? []) {
    if (known.kind === of.kind && !ids.has(known.id) && (await of.has(known))) ids.add(known.id);
  }
  return [...ids];
}

/** What a service has of a person from the event number `from` on. */
export async function exportRecords(
  log: Log,
  records: readonly PersonRecords[],
  query: PersonQuery,
  from = 0,
): Promise<ExportedPart> {
  const found = await findRecords(log, records, query);
  const callIds = found.filter(({ of }) => of.kind === 'call').map(({ id }) => id);
  const events: ExportedEvent[] = [];
  let [place, size] = [0, 0];
  for (const { of, id } of found) {
    for (const event of await of.read(id)) {
      if (place++ < from) continue;
      size += JSON.stringify(event).length;
      if (size > LARGEST_PART && events.length > 0) return { events, callIds, next: place - 1 };
      events.push(event);
    }
  }
  return { events, callIds };
}

/**
 * How many records of a person a service would erase, with the calls among all it has; erases nothing. `Refusal`
 * (`conflict`) where the log has lost some of it.
 */
export async function countRecords(
  log: Log,
  records: readonly PersonRecords[],
  query: PersonQuery,
): Promise<ErasedPart> {
  const found = await findRecords(log, records, query);
  await refuseWhileLost(log, found);
  const part = partOf(found);
  await inGroups(found, LOOKED_AT_ONCE, async ({ of, id }) => {
    if (!(await of.isErased(id))) part.erased[of.kind] = (part.erased[of.kind] ?? 0) + 1;
  });
  return part;
}

/** For `has` and `isErased` of records that are aggregates. */
export function standingIn<A extends AggregateContract>(
  log: Log,
  contract: A,
): Pick<PersonRecords, 'has' | 'isErased'> {
  const aggregates = log.aggregate(contract);
  return {
    // The leader is asked: of somebody who is to be forgotten a replica that is behind must not say that they are nowhere.
    has: ({ id }) => aggregates.require(id).then(() => true, unlessFound),
    isErased: async (id) => isErased((await aggregates.load(id))?.state),
  };
}

function unlessFound(cause: unknown): false {
  if (cause instanceof Refusal && cause.code === 'not-found') return false;
  throw cause;
}

/**
 * Refuses (`conflict`) where the lists show what the log has not, as in a restored database before the streams are made
 * again: no marker can be set on that, and it would come back with the stream.
 */
async function refuseWhileLost(log: Log, found: readonly Found[]): Promise<void> {
  await inGroups(found, LOOKED_AT_ONCE, async ({ of, id }) => {
    if (!of.view || (await of.has({ kind: of.kind, id }))) return;
    throw refuse(
      'conflict',
      `The log of ${log.service} lacks what its lists show, such as ${of.kind} ${id}: nothing of it can be erased before the streams are made again (npm run reconcile -- --remake all).`,
    );
  });
}

/**
 * Erases what a service has of a person, as far as nothing is under way; what is erased already is left alone. Stops after
 * a few seconds, so that whoever waits knows that somebody is at it: then there is `more`. `Refusal` (`conflict`) where the
 * log has lost some of it.
 */
export async function eraseRecords(
  log: Log,
  records: readonly PersonRecords[],
  query: PersonQuery,
  context: Context,
): Promise<ErasedPart> {
  const found = await findRecords(log, records, query);
  await refuseWhileLost(log, found);
  const part = partOf(found);
  let deadline: number | undefined;
  await inGroups(found, ERASED_AT_ONCE, async ({ of, id }) => {
    if (await of.isErased(id)) return;
    // From the first that is erased on: looking at what is done already must not use up a go.
    deadline ??= performance.now() + LONGEST_GO_MS;
    if (performance.now() > deadline) return void (part.more = true);
    const cause = { id: derivedUuid(`erase\n${of.kind}\n${id}\n${context.cause.id}`) };
    const outcome = await of.erase(id, { ...context, cause });
    if (outcome === 'erased') part.erased[of.kind] = (part.erased[of.kind] ?? 0) + 1;
    else part.kept.push({ kind: of.kind, id, why: outcome });
  });
  return part;
}

function partOf(found: readonly Found[]): ErasedPart {
  const records = found.map(({ of, id }) => ({ kind: of.kind, id }));
  return {
    erased: {},
    kept: [],
    found: records,
    callIds: records.filter(({ kind }) => kind === 'call').map(({ id }) => id),
  };
}

async function inGroups<Item>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += size) await Promise.all(items.slice(from, from + size).map(work));
}

const ExportRequest = z.strictObject({ person: PersonQuery, from: z.number().int().nonnegative().optional() });
const CountRequest = z.strictObject({ person: PersonQuery });
const EraseRequest = z.strictObject({ person: PersonQuery, causeId: z.string(), actor: z.custom<Context['actor']>() });

/** How a service answers for a person: to other services of ours, never to a department's or frontend's account. */
export function personCommands({ log, name }: Pick<Service, 'log' | 'name'>, records: readonly PersonRecords[]) {
  const endpoint = (verb: PersonVerb, work: (payload: unknown) => Promise<unknown>): CommandEndpoint => ({
    name: `person-${verb}`,
    subject: personSubject(name, verb),
    async handle(payload, { account }) {
      try {
        if (account !== undefined) throw refuse('forbidden', 'This is between the services.');
        return { status: 200, body: await work(payload) };
      } catch (cause) {
        const problem = problemOf(cause);
        return { status: problem.status, body: problem };
      }
    },
  });
  return [
    endpoint('export', (payload) => {
      const { person, from } = parseInput(ExportRequest, payload);
      return exportRecords(log, records, person, from);
    }),
    endpoint('count', (payload) => countRecords(log, records, parseInput(CountRequest, payload).person)),
    endpoint('erase', (payload) => {
      const { person, causeId, actor } = parseInput(EraseRequest, payload);
      return eraseRecords(log, records, person, { cause: { id: causeId }, actor });
    }),
  ];
}
