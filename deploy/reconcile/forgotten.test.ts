import { beforeAll, describe, expect, it } from '@jest/globals';
import { TransferAggregate, TransferConnected, TransferErased } from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { rebuildServices } from '../rebuild/rebuild-services.ts';
import { stageTransfers } from './testing/stage-transfers.ts';

const stage = stageTransfers(10);

describe('somebody who is forgotten', () => {
  const transferId = 'first-5';
  let old: { events: Document[]; document: Document };

  /** What yesterday's backup holds of them. */
  interface Document {
    _id: never;
    transferId: string;
  }
  const ofThem = { aggregateId: transferId } as object;
  const events = () => stage.collection('transfer_events').find(ofThem).toArray();
  const document = () => stage.collection('transfers').findOne({ transferId });

  /** Puts the database back to yesterday, as far as it goes about them. */
  async function restoreYesterday(): Promise<void> {
    await stage.collection('transfer_events').deleteMany(ofThem);
    await stage.collection('transfer_events').insertMany(old.events);
    await stage.collection('transfers').replaceOne({ transferId }, old.document);
    expect(await document()).toHaveProperty('request.citizen.name', 'Zenobia');
  }

  async function isForgotten(): Promise<void> {
    expect(await document()).toMatchObject({ erasedAt: '2026-11-24T10:00:00+01:00', request: { citizen: {} } });
    expect((await events()).map((event) => (event as unknown as { type: string }).type)).toEqual(['TransferErased']);
  }

  beforeAll(async () => {
    const transfers = stage.log.aggregate(TransferAggregate);
    const context = (id: string) => ({ cause: { id }, actor: { type: 'service', id: 'directory' } }) as const;
    await transfers.handle(transferId, context('named'), (transfer) => {
      const request = { ...transfer!.request, citizen: { name: 'Zenobia' } };
      return happened(TransferConnected, { ...transfer!, request }, { number: '1', briefing: 'Zenobia' });
    });
    await stage.projected();
    old = { events: await events(), document: (await document())! };
    const { sequence } = await transfers.erase(transferId, context('erased'), (transfer) => {
      const request = { ...transfer!.request, subject: '', question: '', citizen: {} };
      return happened(
        TransferErased,
        { ...transfer!, request, erasedAt: '2026-11-24T10:00:00+01:00' },
        { why: 'asked' },
      );
    });
    await stage.log.forget(TransferAggregate, transferId, sequence);
    await stage.projected();
    await isForgotten();
  });

  it('stays so where the database is put back to an older copy and repaired', async () => {
    await restoreYesterday();
    expect(await stage.reconcile()).toBe(false);
    expect(await stage.reconcile(true)).toBe(true);
    await isForgotten();
    expect(await stage.reconcile()).toBe(true);
  });

  it('stays so where the view is made anew beside an older copy', async () => {
    await restoreYesterday();
    const own = createLifecycle();
    await rebuildServices(['directory'], stage.addresses, (line) => stage.said.push(line), own).finally(() =>
      own.close(),
    );
    await isForgotten();
  });

  it('stays so where the stream is lost and made again from the database', async () => {
    await stage.realm.jsm.streams.delete('TRANSFERS');
    await stage.remakeStream();
    const stored = await stage.log.history('TRANSFERS', `transfers.${transferId}.>`);
    expect(stored.map(({ envelope }) => envelope.type)).toEqual(['TransferErased']);
    await isForgotten();
  });

  // What docs/operations.md has the operator do then: tell the erasures since the backup again.
  it('comes back only where both log and database are older than that', async () => {
    await restoreYesterday();
    await stage.realm.jsm.streams.delete('TRANSFERS');
    await stage.remakeStream();
    expect(await document()).toHaveProperty('request.citizen.name', 'Zenobia');
  });
});
