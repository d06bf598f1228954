import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ANCHOR_WRITER, AuditAnchor, auditSubject, TimerDue } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { type StartedDirectory, startIn } from './started-directory.ts';

const TIMER = 'timers.directory.audit-anchor.daily';

let realm: Realm;
let directory: StartedDirectory | undefined;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
}, 60_000);
afterEach(() => directory?.close());
afterAll(() => realm?.close());

async function lastAnchor(): Promise<AuditAnchor | undefined> {
  const stored = await realm.jsm.streams.getMessage('AUDIT', { last_by_subj: auditSubject(ANCHOR_WRITER) });
  return stored ? AuditAnchor.parse(stored.json()) : undefined;
}

async function timer(): Promise<TimerDue> {
  return TimerDue.parse((await realm.jsm.streams.getMessage('TIMERS_DIRECTORY', { last_by_subj: TIMER }))?.json());
}

/** The chains' anchor of this number. */
function anchored(number: number): Promise<AuditAnchor> {
  return eventually(async () => {
    const anchor = await lastAnchor();
    expect(anchor?.number).toBe(number);
    return anchor!;
  });
}

describe('the chains of the audit log', () => {
  it('are anchored when the first directory starts, and then at three in the night', async () => {
    directory = await startIn(realm);
    expect(await anchored(1)).toMatchObject({ previous: '', heads: [] });
    await eventually(async () =>
      expect(await timer()).toMatchObject({ at: '2026-11-24T03:00:00+01:00', plan: 20261124 }),
    );
  });

  it('are not anchored again by a restart in between', async () => {
    directory = await startIn(realm);
    await eventually(async () => expect((await timer()).at).toBe('2026-11-24T03:00:00+01:00'));
    expect((await lastAnchor())!.number).toBe(1);
  });

  it('are anchored when the timer fires, as far as they have grown', async () => {
    directory = await startIn(realm);
    expect((await directory.put('/departments/standesamt/presence', { staffed: true })).status).toBe(200);
    await directory.close();
    directory = await startIn(realm);
    const before = (await anchored(1)).at;
    await (
      await realm.log('directory')
    )
      .timers()
      .set({ kind: 'audit-anchor', id: 'daily', plan: 20261123, at: '2026-11-23T03:00:00+01:00' });
    const anchor = await anchored(2);
    expect(anchor).toMatchObject({ previousAt: before, heads: [{ after: 0, number: 1 }] });
    expect(anchor.heads[0]!.writer).toMatch(/^directory[.]directory-[0-9a-f]{12}$/);
    await eventually(async () => expect((await timer()).at).toBe('2026-11-24T03:00:00+01:00'));
  });

  it('that have not grown are not named again', async () => {
    directory = await startIn(realm);
    await (
      await realm.log('directory')
    )
      .timers()
      .set({ kind: 'audit-anchor', id: 'daily', plan: 20261124, at: '2026-11-23T03:00:00+01:00' });
    expect((await anchored(3)).heads).toEqual([]);
  });

  it('are anchored in the night that the clock of the city shows, wherever it jumped to by a restart', async () => {
    let number = (await lastAnchor())!.number;
    for (const night of ['2026-11-27', '2026-11-25']) {
      const next = Temporal.PlainDate.from(night).add({ days: 1 }).toString();
      directory = await startIn(realm, { CITY_CLOCK: `${night}T02:59:55+01:00@${Temporal.Now.instant().toString()}` });
      await anchored(++number);
      await eventually(async () => expect((await timer()).at).toBe(`${next}T03:00:00+01:00`));
      await directory.close();
      // The next night is planned anew after a jump over several, and by that alone nothing is anchored.
      const far = Temporal.PlainDate.from(night).add({ days: 9 }).toString();
      directory = await startIn(realm, { CITY_CLOCK: `${far}T01:00:00+01:00@${Temporal.Now.instant().toString()}` });
      await eventually(async () => expect((await timer()).at).toBe(`${far}T03:00:00+01:00`));
      await directory.close();
      expect((await lastAnchor())!.number).toBe(number);
    }
  }, 60_000);

  it('by a timer of a kind nobody knows are left alone', async () => {
    const before = (await lastAnchor())!.number;
    directory = await startIn(realm);
    await (
      await realm.log('directory')
    )
      .timers()
      .set({ kind: 'other', id: 'x', plan: 1, at: '2026-11-23T03:00:00+01:00' });
    await eventually(async () => {
      expect(await realm.deadLetters()).toMatchObject([{ service: 'directory', reason: 'unexpected-type' }]);
    });
    expect((await lastAnchor())!.number).toBe(before);
  });
});
