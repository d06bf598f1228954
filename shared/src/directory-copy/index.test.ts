import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import {
  type Department,
  DepartmentAggregate,
  DepartmentChanged,
  HotlineAggregate,
  HotlineChanged,
} from '../contracts/index.ts';
import { sampleOf } from '../contracts/testing/samples.ts';
import { happened } from '../decision.ts';
import { Unavailable } from '../errors.ts';
import type { Log } from '../log/index.ts';
import { openReplica, type Replica } from '../log/testing/replica.ts';
import { parseHours, Temporal } from '../time/index.ts';
import { type DirectoryCopy, followDirectory } from './index.ts';

const noon = Temporal.Instant.from('2026-11-23T12:00:00+01:00');
const evening = Temporal.Instant.from('2026-11-23T19:00:00+01:00');

let realm: Realm;
let directory: Log;
let replica: Replica;
let copy: DirectoryCopy;

beforeAll(async () => {
  realm = await openRealm();
  directory = await realm.log('directory');
}, 60_000);

afterAll(() => realm.close());

beforeEach(async () => {
  await realm.jsm.streams.purge('DIRECTORY');
  replica = await openReplica(realm, 'tickets');
  copy = followDirectory(replica.log, 'Europe/Berlin');
  await copy.loaded;
});

afterEach(() => replica.life.close());

const because = () => ({ cause: { id: randomUUID() }, actor: { type: 'service', id: 'directory' } }) as const;

async function setHotline(change: object = {}): Promise<void> {
  const state = { ...(sampleOf('HotlineChanged')!.state as object), ...change } as never;
  const { sequence } = await directory
    .aggregate(HotlineAggregate)
    .handle('main', because(), () => happened(HotlineChanged, state));
  await copy.reached(sequence);
}

async function setDepartment(change: Partial<Department> = {}): Promise<Department> {
  const sample = { ...(sampleOf('DepartmentChanged')!.state as Department), ...change };
  const { state, sequence } = await directory
    .aggregate(DepartmentAggregate)
    .handle(sample.departmentId, because(), () => happened(DepartmentChanged, sample));
  await copy.reached(sequence);
  return state;
}

describe('the directory in memory', () => {
  it('is loaded once it knows the hotline', async () => {
    expect(copy.isLoaded()).toBe(false);
    expect(() => copy.hotline()).toThrow(Unavailable);
    await setHotline();
    expect(copy.isLoaded()).toBe(true);
    expect(copy.hotline()).toMatchObject({ cityName: 'Musterstadt' });
  });

  it('knows departments by id, by name and by topic', async () => {
    await setDepartment({ departmentId: 'wohngeld', name: 'Wohngeld', topics: [{ topicId: 'miete', name: 'Miete' }] });
    await setDepartment({ departmentId: 'oeffentlich', name: 'Öffentliche Ordnung', topics: [] });
    await setDepartment();
    expect(copy.departments().map(({ name }) => name)).toEqual(['Öffentliche Ordnung', 'Standesamt', 'Wohngeld']);
    expect(copy.department('wohngeld')?.name).toBe('Wohngeld');
    expect(copy.department('nobody')).toBeUndefined();
    expect(copy.departmentOfTopic('miete')?.departmentId).toBe('wohngeld');
    expect(copy.departmentOfTopic('nothing')).toBeUndefined();
  });

  it('waits for the revision that an event names, and says so when it does not come', async () => {
    await setDepartment();
    expect(await copy.atLeast('standesamt', 1)).toMatchObject({ revision: 1 });
    const waiting = copy.atLeast('standesamt', 2);
    await setDepartment({ name: 'Standesamt Mitte' });
    expect(await waiting).toMatchObject({ name: 'Standesamt Mitte', revision: 2 });
    await expect(copy.atLeast('standesamt', 3)).rejects.toBeInstanceOf(Unavailable);
  });

  it('has calendars with the closures of the city and of the department', async () => {
    await setHotline();
    const open = await setDepartment({ week: parseHours('Mo-Fr 08:00-17:00'), closures: [] });
    expect(copy.calendarOf(open).isOpen(noon)).toBe(true);
    expect(copy.hotlineCalendar().isOpen(noon)).toBe(true);
    await setHotline({ closures: [{ from: '2026-11-23', to: '2026-11-23', kind: 'closed' }] });
    expect(copy.calendarOf(open).isOpen(noon)).toBe(false);
    expect(copy.hotlineCalendar().isOpen(noon)).toBe(false);
  });

  it('does not keep the calendar of an older revision that somebody still holds', async () => {
    await setHotline();
    const older = await setDepartment({ week: parseHours('Mo-Fr 08:00-17:00'), closures: [] });
    const newer = await setDepartment({ week: parseHours('Mo-Fr 18:00-20:00'), closures: [] });
    expect(copy.calendarOf(older).isOpen(evening)).toBe(false);
    expect(copy.calendarOf(newer).isOpen(evening)).toBe(true);
  });
});
