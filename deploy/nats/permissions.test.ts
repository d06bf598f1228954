import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AckPolicy, type ConsumerConfig, DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { inboxPrefix } from '@serviceportal/shared/log';
import { openRealm, type Realm } from '../../test/support/realm.ts';

let realm: Realm;
let notify: NatsConnection;

beforeAll(async () => {
  realm = await openRealm();
  notify = await connect({
    servers: realm.nats.url,
    inboxPrefix: inboxPrefix('notify'),
    authenticator: nkeyAuthenticator(readFileSync(realm.env('notify')['NATS_SEED_FILE']!)),
  });
});
afterAll(async () => {
  await notify.close();
  await realm.close();
});

/** Asks for a consumer by one of the subjects JetStream has for that; what comes of it, the durables show. */
async function ask(subject: string, config: object): Promise<void> {
  const body = JSON.stringify({ stream_name: 'DIRECTORY', config: { ack_policy: AckPolicy.Explicit, ...config } });
  await notify.request(subject, body, { timeout: 500 }).catch(() => undefined);
}

async function durables(): Promise<ConsumerConfig[]> {
  const found: ConsumerConfig[] = [];
  for await (const { config } of realm.jsm.consumers.list('DIRECTORY')) if (config.durable_name) found.push(config);
  return found.sort((a, b) => (a.durable_name! < b.durable_name! ? -1 : 1));
}

describe('a service that copies a stream of another', () => {
  it('reads it by a consumer that ends with the connection', async () => {
    const consumer = await jetstream(notify).consumers.get('DIRECTORY', {
      filter_subjects: ['directory.>'],
      deliver_policy: DeliverPolicy.LastPerSubject,
    });
    expect((await consumer.info()).config.durable_name).toBeUndefined();
    expect(await consumer.delete()).toBe(true);
  });

  const view = { durable_name: 'directory-view', filter_subject: 'directory.hotline.main' };
  it.each([
    ['CREATE.DIRECTORY.mine', { durable_name: 'mine' }],
    ['CREATE.DIRECTORY', { durable_name: 'mine' }],
    ['DURABLE.CREATE.DIRECTORY.mine', { durable_name: 'mine' }],
    ['CREATE.DIRECTORY.directory-view', view],
    ['CREATE.DIRECTORY.directory-view.directory.hotline.main', view],
    ['CREATE.DIRECTORY', view],
  ])('makes and changes no durable there: %s with %j', async (subject, config) => {
    const before = await durables();
    await ask(`$JS.API.CONSUMER.${subject}`, config);
    expect(await durables()).toEqual(before);
  });
});
