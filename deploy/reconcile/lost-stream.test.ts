import { describe, expect, it } from '@jest/globals';
import { projections } from '@serviceportal/directory/view';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { eventually } from '../../test/support/eventually.ts';
import { openOperator, type Operator } from '../rebuild/operator.ts';
import { remakeStreams } from './remake.ts';
import { stageTransfers } from './testing/stage-transfers.ts';

/** More than one batch. */
const TRANSFERS = 510;
const stage = stageTransfers(TRANSFERS);

describe('a stream that was lost', () => {
  it('is not touched while it is there', async () => {
    const before = await stage.state();
    await expect(stage.remakeStream()).rejects.toThrow(/^TRANSFERS is there and ends at \d+, not before/);
    expect(await stage.state()).toEqual(before);
  });

  it('is made again from the database, every event where it was, and everything goes on', async () => {
    await stage.realm.jsm.streams.deleteMessage('TRANSFERS', 100);
    const before = await stage.contents();
    await stage.reconcile();
    await stage.realm.jsm.streams.delete('TRANSFERS');
    expect(await stage.reconcile()).toBe(false);
    expect(stage.said.at(-1)).toBe('directory: the log has no stream TRANSFERS: npm run reconcile -- --remake all.');

    await stage.remakeStream();
    // What had been erased in the log alone is back: the database is what it was made from.
    expect(await stage.state()).toMatchObject({ messages: TRANSFERS, first_seq: 1, last_seq: TRANSFERS + 1_000 });
    expect(stage.said).toContain('directory-view-transfers goes on after 510.');
    expect(stage.said).toContain('tickets-on-transfer-refused goes on after 0.');
    expect(await stage.contents()).toEqual(before);

    await stage.append('second', 20);
    await stage.projected();
    expect(await stage.collection('transfers').countDocuments()).toBe(TRANSFERS + 20);
    expect((await stage.state()).first_seq).toBe(1);
    expect(await stage.reconcile()).toBe(true);
    // Provisioning has nothing to say against it.
    await stage.provisionAgain();
  });

  it('and was begun anew meanwhile keeps what was stored since, once and in order', async () => {
    // Erasing leaves holes: what is stored meanwhile is projected there.
    await stage.collection('transfer_events').deleteOne({ _id: 3 as never });
    await stage.realm.jsm.streams.delete('TRANSFERS');
    await stage.provisionAgain();
    // One the database has already, as a redelivery does it, and three that are new, under sequences that were taken or not.
    await stage.append('first', 1);
    for (const prefix of ['third-a', 'third-b', 'third-c']) await stage.append(prefix, 1);
    await stage.projected();
    expect(await stage.collection('transfer_events').findOne({ _id: 3 as never })).toMatchObject({
      aggregateId: 'third-b-0',
    });
    // What the view lacks of them comes with the stream: projected now it would stand among what is lost.
    const taken = await stage.collection('transfer_events').findOneAndDelete({ _id: 2 as never });
    expect(await stage.reconcile(true)).toBe(false);
    expect(stage.said.join()).toMatch(
      /the log has lost \d+ events at its end: .*; other events under the same sequence/,
    );
    expect(stage.said.join()).toMatch(
      /1 event missing in the view [(]sequence 2[)]: npm run reconcile -- --remake all;/,
    );
    expect(stage.said.join()).not.toMatch(/--repair|projected once more/);
    await stage.collection('transfer_events').insertOne(taken!);

    await stage.remakeStream();
    expect(stage.said.at(-1)).toBe('3 events that were stored since it was lost follow after those.');
    await stage.projected();
    expect(await stage.collection('transfer_events').countDocuments()).toBe(TRANSFERS + 20 - 1 + 3);
    const last = await stage
      .collection('transfer_events')
      .find({}, { sort: { _id: -1 }, limit: 3 })
      .toArray();
    expect(last.map((event) => (event as { aggregateId?: string }).aggregateId)).toEqual([
      'third-c-0',
      'third-b-0',
      'third-a-0',
    ]);
    expect(await stage.collection('transfers').countDocuments({ transferId: /^third-/ })).toBe(3);
    expect(await stage.collection('transfer_events_aside').countDocuments()).toBe(0);
    expect(await stage.reconcile()).toBe(true);
  });

  it('is made in several goes where each is killed', async () => {
    await stage.realm.jsm.streams.delete('TRANSFERS');
    const before = await stage.contents();
    for (const publishes of [0, 300, 900]) await expect(remakeUntil(publishes)).rejects.toThrow('killed');
    // The launcher was started in between: it opens nothing that is half filled.
    await stage.provisionAgain();
    await expect(stage.realm.operator.request('transfers.x.connected', '{}', { timeout: 1_000 })).rejects.toThrow();
    await stage.remakeStream();
    expect((await stage.state()).messages).toBe(before.events.length);
    await stage.append('fourth', 1);
    const events = before.events.length + 1;
    await eventually(
      async () => expect(await stage.collection('transfer_events').countDocuments()).toBe(events),
      30_000,
    );
    await stage.projected();
    expect(await stage.reconcile()).toBe(true);
  });

  it('gives nobody anything to read that is no event', async () => {
    expect(await stage.realm.deadLetters()).toEqual([]);
  });

  it('of which the database has nothing is left to provisioning', async () => {
    await expect(stage.remakeStream('DIRECTORY')).rejects.toThrow('The database has no events of DIRECTORY');
  });
});

/** A remake that ends after so many messages. */
async function remakeUntil(publishes: number): Promise<void> {
  const own = createLifecycle();
  try {
    const operator = await openOperator(stage.addresses, own);
    let left = publishes;
    const publish: Operator['js']['publish'] = (...args) =>
      left-- > 0 ? operator.js.publish(...args) : Promise.reject(new Error('killed'));
    const dying = { ...operator, js: Object.assign(Object.create(operator.js) as Operator['js'], { publish }) };
    const projection = projections.find(({ stream }) => stream === 'TRANSFERS')!;
    const what = { stream: 'TRANSFERS', source: { view: stage.view, projection }, knownElsewhere: 0 } as const;
    await remakeStreams([what], { programs: [], operator: dying, say: () => undefined });
  } finally {
    await own.close();
  }
}
