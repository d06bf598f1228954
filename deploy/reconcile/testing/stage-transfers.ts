import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { projections } from '@serviceportal/directory/view';
import { DURABLES } from '@serviceportal/shared/contracts';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import type { Log } from '@serviceportal/shared/log';
import { createLogger } from '@serviceportal/shared/telemetry';
import { openView, type View } from '@serviceportal/shared/view';
import { appendTransfer } from '../../../test/support/append-transfer.ts';
import { caughtUp } from '../../../test/support/caught-up.ts';
import { openRealm, type Realm } from '../../../test/support/realm.ts';
import { provision } from '../../nats/index.ts';
import type { Provisioned } from '../../nats/streams.ts';
import type { Addresses } from '../../rebuild/settings.ts';
import { reconcileServices } from '../reconcile-services.ts';
import { remake } from '../remake-lost.ts';

export const { directoryViewTransfers: durable } = DURABLES;

/** For the tests of one file: the directory's log and view of its decisions, filled as the directory does it. */
export interface Stage {
  readonly realm: Realm;
  readonly log: Log;
  readonly view: View;
  readonly addresses: Addresses;
  /** What the commands said in this test. */
  readonly said: string[];
  /** Stores that many connected transfers: `<prefix>-0` and so on. */
  append(prefix: string, count: number): Promise<void>;
  /** Resolves once the view has everything the log has. */
  projected(): Promise<void>;
  /** `npm run reconcile`; whether log and view are level afterwards. */
  reconcile(repair?: boolean): Promise<boolean>;
  /** `npm run reconcile -- --remake <stream>` */
  remakeStream(stream?: 'TRANSFERS' | 'DIRECTORY'): Promise<void>;
  /** As the launcher does at each start. */
  provisionAgain(): Promise<Provisioned>;
  collection(name: string): ReturnType<typeof collectionOf>;
  /** Events and documents as they stand, with their sequences. */
  contents(): Promise<{ events: object[]; documents: object[] }>;
  /** What the server says of the stream. */
  state(): ReturnType<typeof stateOf>;
}

export function stageTransfers(count: number): Stage {
  const life = createLifecycle();
  let realm: Realm;
  let log: Log;
  let view: View;
  let addresses: Addresses;
  let said: string[];

  beforeAll(async () => {
    realm = await openRealm();
    const env = realm.env('directory');
    addresses = {
      natsUrl: realm.nats.url,
      seedFile: `${realm.dataDir}/nats/keys/provisioner.seed`,
      mongodbUrl: realm.database.url,
      mongodbDatabase: env['MONGODB_DATABASE'],
    };
    const settings = { MONGODB_URL: realm.database.url, MONGODB_DATABASE: env['MONGODB_DATABASE'] };
    view = openView(settings, 'directory', createLogger({ service: 'test', level: 'silent' }), life);
    log = await realm.log('directory');
    for (const each of projections) await log.project(each, each.createProjector(view));
    await append('first', count);
    await projected();
  }, 60_000);
  afterAll(async () => {
    await realm?.close();
    await life.close();
  });
  beforeEach(() => {
    said = [];
  });

  async function append(prefix: string, many: number): Promise<void> {
    await Promise.all(Array.from({ length: many }, (_, n) => appendTransfer(log, `${prefix}-${n}`)));
  }

  const projected = () => caughtUp(realm.jsm, durable, 30_000);
  const say = (line: string) => void said.push(line);
  const all = (name: string) =>
    collectionOf(view, name)
      .find({}, { sort: { _id: 1 } })
      .toArray();

  return {
    get realm() {
      return realm;
    },
    get log() {
      return log;
    },
    get view() {
      return view;
    },
    get addresses() {
      return addresses;
    },
    get said() {
      return said;
    },
    append,
    projected,
    async reconcile(repair = false) {
      const own = createLifecycle();
      const wanted = { services: ['directory'] as const, repair };
      return reconcileServices(wanted, addresses, say, own).finally(() => own.close());
    },
    async remakeStream(stream = 'TRANSFERS') {
      const own = createLifecycle();
      await remake([stream], [], addresses, say, own).finally(() => own.close());
    },
    provisionAgain: () =>
      provision({ natsUrl: realm.nats.url, seedFile: addresses.seedFile, cityFolder: realm.cityFolder }),
    collection: (name) => collectionOf(view, name),
    contents: async () => ({ events: await all('transfer_events'), documents: await all('transfers') }),
    state: () => stateOf(realm),
  };
}

function collectionOf(view: View, name: string) {
  return view.connection.collection<{ _id: never; transferId: string }>(name);
}

async function stateOf({ jsm }: Realm) {
  return (await jsm.streams.info('TRANSFERS')).state;
}
