import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { DURABLES, TransferConnected, TransferRefused } from '../../contracts/index.ts';
import { type Context, type Log, react, type StoredEvent } from '../index.ts';
import { openReplica, type Replica, type ReplicaOptions } from './replica.ts';

export const durable = DURABLES.callIntakeOnTransferDecided;
export type Refused = StoredEvent<typeof TransferRefused>;

/** For the tests of one file: replicas of call-intake that react to the directory's decisions, empty streams for each test. */
export interface Stage {
  readonly realm: Realm;
  readonly directory: Log;
  open(options?: ReplicaOptions): Promise<Replica>;
  /** A replica that reacts; `refused` is called for each refused transfer. */
  reacting(
    refused: (event: Refused, context: Context, log: Log) => Promise<void>,
    options?: ReplicaOptions & { prefetch?: number },
  ): Promise<Replica>;
  /** Resolves when all that is in the stream now was acknowledged. */
  untilSettled(): Promise<void>;
}

export function stageReactions(): Stage {
  let realm: Realm;
  let directory: Log;
  const replicas: Replica[] = [];

  beforeAll(async () => {
    realm = await openRealm();
    directory = await realm.log('directory');
  }, 60_000);

  afterAll(() => realm.close());

  beforeEach(async () => {
    await realm.jsm.streams.purge('TRANSFERS');
    await realm.jsm.streams.purge('DEAD');
  });

  afterEach(async () => {
    await Promise.all(replicas.splice(0).map(({ life }) => life.close()));
  });

  async function open(options?: ReplicaOptions): Promise<Replica> {
    const replica = await openReplica(realm, 'call-intake', options);
    replicas.push(replica);
    return replica;
  }

  return {
    get realm() {
      return realm;
    },
    get directory() {
      return directory;
    },
    open,
    async reacting(refused, { prefetch = durable.prefetch, ...options } = {}) {
      const replica = await open(options);
      const { log } = replica;
      await log.react(
        { ...durable, prefetch },
        react(TransferConnected, () => Promise.resolve()),
        react(TransferRefused, (event, context) => refused(event, context, log)),
      );
      return replica;
    },
    async untilSettled() {
      const { state } = await realm.jsm.streams.info(durable.stream);
      await eventually(async () => {
        const { ack_floor: floor } = await realm.jsm.consumers.info(durable.stream, durable.name);
        expect(floor.stream_seq).toBeGreaterThanOrEqual(state.last_seq);
      }, 25_000);
    },
  };
}
