import { afterAll, beforeAll } from '@jest/globals';
import { type Transfer, TransferAggregate } from '@serviceportal/shared/contracts';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Log } from '@serviceportal/shared/log';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { playDirectory, playTickets, seedCity } from './city.ts';
import { type Intake, startIntake } from './intake.ts';

export const CONCERN = {
  subject: 'Geburtsurkunde',
  question: 'Wie lange dauert es?',
  citizen: { name: 'Erika Muster' },
  fallback: 'callback',
};

/** For the tests of one file: call-intake among a city that decides and opens tickets, on a Monday at ten. */
export function stageTransfers() {
  let realm: Realm;
  let intake: Intake;
  let city: Lifecycle;
  let directory: Log;

  async function openCity(): Promise<void> {
    city = createLifecycle();
    await playTickets(realm, city);
    await playDirectory(realm, city);
  }

  beforeAll(async () => {
    realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
    await seedCity(realm);
    await openCity();
    directory = await realm.log('directory');
    intake = await startIntake(realm);
  });

  afterAll(async () => {
    await intake?.life.close();
    await city?.close();
    await realm?.close();
  });

  return {
    get realm() {
      return realm;
    },
    get intake() {
      return intake;
    },
    closeCity: () => city.close(),
    openCity,
    /** Ends call-intake as a signal would. */
    stopIntake: () => intake.life.close(),
    async startIntake() {
      intake = await startIntake(realm);
    },
    /** Puts a call through, a new one where none is named. */
    async transfer(body: object, options: { callId?: string; key?: string } = {}) {
      const callId = options.callId ?? (await intake.call({ agentId: 'anna' }));
      const wanted = { ...CONCERN, agentId: 'anna', ...body };
      return { callId, ...(await intake.post(`/calls/${callId}/transfer`, wanted, options.key)) };
    },
    /** What the directory decided for this call. */
    async decidedTransfers(callId: string): Promise<Transfer[]> {
      const { call } = (await intake.get(`/calls/${callId}`)).body;
      const transfers = directory.aggregate(TransferAggregate);
      const decided = await Promise.all(call.transfers.map(({ transferId }) => transfers.load(transferId)));
      return decided.flatMap((loaded) => loaded?.state ?? []);
    },
  };
}
