import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import mongoose, { type Connection } from 'mongoose';
import { type Hotline, openHotline, type StartedDirectory, startIn } from './started-directory.ts';

let realm: Realm;
let directory: StartedDirectory;
let hotline: Hotline;
let database: Connection;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00', ownDatabase: true });
  await realm.database.kill();
  directory = await startIn(realm);
  hotline = await openHotline(realm);
}, 60_000);
afterAll(async () => {
  await database?.close();
  await directory?.close();
  await realm?.close();
});

describe('with no database from the start', () => {
  it('the directory does all its work, and the second copy is made once there is one', async () => {
    const ready = await directory.get('/health/ready');
    expect([ready.status, ready.body]).toEqual([200, { status: 'ready', degraded: ['view'] }]);
    expect((await directory.get('/departments')).status).toBe(200);
    expect((await directory.put('/departments/standesamt/presence', { staffed: true })).status).toBe(200);
    const transferId = await hotline.request('call-1', { departmentId: 'standesamt' });
    await eventually(async () => expect(await hotline.decision(transferId)).toMatchObject({ outcome: 'connected' }));

    await realm.database.start();
    await eventually(async () => {
      expect((await directory.get('/health/ready')).body).toEqual({ status: 'ready' });
    }, 20_000);
    database = await mongoose
      .createConnection(realm.database.url, { dbName: realm.env('directory')['MONGODB_DATABASE'] })
      .asPromise();
    const count = (collection: string) => database.collection(collection).countDocuments();
    const { messages } = (await realm.jsm.streams.info('DIRECTORY')).state;
    await eventually(async () => {
      expect(await Promise.all(['events', 'transfer_events', 'transfers', 'presences', 'hotlines'].map(count))).toEqual(
        [messages, 1, 1, 1, 1],
      );
    }, 20_000);
    expect(await database.collection('departments').findOne({ departmentId: 'standesamt' })).toMatchObject({
      name: 'Standesamt',
      revision: 1,
    });
  }, 60_000);
});
