import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StoredMsg } from '@nats-io/jetstream';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { happened } from '../decision.ts';
import { dataAs, dataSchema, decodeEnvelope, type Log } from '../log/index.ts';
import { type AggregateContract, EVENTS, type ServiceName, SERVICES, streamOf } from './index.ts';
import { fixtureName, fixtureNames, readFixture, recordFixture } from './testing/fixtures.ts';
import { sampleOf } from './testing/samples.ts';

/**
 * A new event fails here until it has an example: write a sample of it (testing/sample-*.ts), then run this file with
 * `RECORD_EXAMPLES=1`. That keeps what stood on the wire of every event that has no example yet (format the files
 * afterwards). Examples that are there are never written again: they are what old messages look like.
 */
const recording = process.env['RECORD_EXAMPLES'] === '1';

describe('publishing', () => {
  let realm: Realm;
  const logs: Partial<Record<ServiceName, Log>> = {};
  beforeAll(async () => {
    realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  }, 60_000);
  afterAll(() => realm.close());

  it.each(EVENTS)('$type is stored by its owner as its contract says', async (contract) => {
    const message = await published(contract);
    const envelope = decodeEnvelope(message.data);
    expect(message.subject).toMatch(
      new RegExp(`^${contract.subjects.replaceAll('.', '[.]').replaceAll('*', '[^.]+')}$`),
    );
    const { handled } = dataAs(contract, envelope);
    expect(handled.at(-1)).toMatchObject({ event: envelope.id, cause: envelope.causationid });
    const name = fixtureName(contract);
    if (recording && !fixtureNames().includes(name)) recordFixture(name, message.data);
  });

  async function published(contract: (typeof EVENTS)[number]): Promise<StoredMsg> {
    const sample = sampleOf(contract.type);
    if (!sample) throw new Error(`there is no sample of ${contract.type}`);
    const { aggregate } = contract;
    const owner = SERVICES.find((service) => service === streamOf(aggregate.stream).owner)!;
    const log = (logs[owner] ??= await realm.log(owner));
    const id = aggregate.idOf(sample.state as never);
    const context = {
      cause: { id: `the cause of ${contract.type}`, lasting: true },
      actor: { type: 'service', id: owner },
      correlationId: '01935ac1-2f80-7c3a-9c51-5f0c1a7d2b10',
    } as const;
    const { sequence } = await log
      .aggregate(aggregate)
      .handle(id, context, () => happened(contract, sample.state as never, sample.extra as never));
    return (await realm.jsm.streams.getMessage(aggregate.stream, { seq: sequence }))!;
  }
});

describe('recorded examples', () => {
  it('exist for every event in its current version', () => {
    expect(fixtureNames()).toEqual(expect.arrayContaining(EVENTS.map(fixtureName)));
  });

  it.each(fixtureNames())('%s is still understood', (name) => {
    const envelope = decodeEnvelope(readFixture(name));
    const contract = EVENTS.find((each) => dataSchema(each) === envelope.dataschema)!;
    expect(contract).toBeDefined();
    expect(fixtureName(contract)).toBe(name);
    const data = dataAs(contract, envelope) as Record<string, unknown>;
    const aggregate: AggregateContract = contract.aggregate;
    expect(aggregate.idOf(data[aggregate.name] as never)).toBe(envelope.subject);
  });

  it.each(fixtureNames())('%s loses nothing by being parsed', (name) => {
    const envelope = decodeEnvelope(readFixture(name));
    const contract = EVENTS.find((each) => dataSchema(each) === envelope.dataschema)!;
    // A field the schema doesn't know any more would be cut here: fields are added, never dropped.
    expect(contract.data.parse(envelope.data)).toEqual(envelope.data);
  });
});
