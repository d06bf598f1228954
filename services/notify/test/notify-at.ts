import { type Mail, MailAggregate, type Task, TaskAggregate } from '@serviceportal/shared/contracts';
import { expect } from '@jest/globals';
import { readConfig } from '@serviceportal/shared/config';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import type { Aggregates, Log } from '@serviceportal/shared/log';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { caughtUp } from '@serviceportal/test/caught-up';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm, type RealmOptions } from '@serviceportal/test/realm';
import { NotifyConfig } from '../src/config.ts';
import { mailIdOf } from '../src/domain/ids.ts';
import { startNotify } from '../src/service.ts';
import { type City, openCity, ticketOf } from './city.ts';
import { openScriptedSmtp, type ReceivedMail, type ScriptedSmtp } from './scripted-smtp.ts';

/** A running notify. */
export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** Notify's world: the bus, a mail server whose answers the test writes, and whoever else writes events. */
export interface World {
  readonly realm: Realm;
  readonly smtp: ScriptedSmtp;
  readonly city: City;
  /** Notify's own place on the bus. */
  readonly log: Log;
  readonly mails: Aggregates<Mail>;
  readonly tasks: Aggregates<Task>;
  /** The environment for a process of its own. */
  env(extra?: Record<string, string>): Record<string, string>;
  /** Starts notify; first puts the city's clock forward, for good: a bus must not live to see a time twice. */
  start(extra?: Record<string, string>, minutesLater?: number): Promise<Running>;
  stopAll(): Promise<void>;
  /** What the city's clock shows. */
  now(): Temporal.Instant;
  /** Opens a ticket of somebody with this address; gives the id of the mail that confirms it. */
  confirmTo(email: string): Promise<string>;
  /** The mail as soon as it looks like this. */
  becomes(mailId: string, expected: Partial<Mail>, withinMs?: number): Promise<Mail>;
  /** Resolves when the durable has nothing left to handle. */
  caughtUp(stream: string, durable: string): Promise<void>;
  /** The one mail there is to this address, once it was received. */
  mailTo(address: string): Promise<ReceivedMail>;
  receivedBy(address: string): ReceivedMail[];
  close(): Promise<void>;
}

const START = '2026-11-23T10:00:00+01:00';

export async function openWorld(options: RealmOptions = {}): Promise<World> {
  const realm = await openRealm({ cityClock: START, ...options });
  let ahead = 0;
  const now = () => realm.clock.now().add({ minutes: ahead });
  // City time and the real time at which it is that, so that every process shows the same.
  const cityClock = () => `${formatTimestamp(now(), realm.clock.zone)}@${Temporal.Now.instant().toString()}`;
  const smtp = await openScriptedSmtp();
  const city = await openCity(realm);
  const log = await realm.log('notify');
  const mails = log.aggregate(MailAggregate);
  const running = new Set<Running>();

  const env = (extra: Record<string, string> = {}) =>
    realm.env('notify', { SMTP_URL: smtp.url, ...(ahead > 0 && { CITY_CLOCK: cityClock() }), ...extra });
  const receivedBy = (address: string) => smtp.received.filter(({ envelope }) => envelope.to.includes(address));

  async function start(extra?: Record<string, string>, minutesLater = 0): Promise<Running> {
    ahead += minutesLater;
    const life = createLifecycle();
    const { url } = await startNotify(readConfig(NotifyConfig, env(extra)), life);
    const one: Running = {
      url,
      async stop() {
        running.delete(one);
        await life.close();
      },
    };
    running.add(one);
    return one;
  }

  async function stopAll(): Promise<void> {
    for (const one of running) await one.stop();
  }

  return {
    realm,
    smtp,
    city,
    log,
    mails,
    tasks: log.aggregate(TaskAggregate),
    env,
    start,
    stopAll,
    now,
    async confirmTo(email) {
      const { ticketId } = await city.open(ticketOf({ email }));
      return mailIdOf({ kind: 'confirmation', ticketId });
    },
    becomes: (mailId, expected, withinMs) =>
      eventually(async () => {
        const loaded = await mails.load(mailId);
        expect(loaded?.state).toMatchObject(expected);
        return loaded!.state;
      }, withinMs),
    caughtUp: (stream, name) => caughtUp(realm.jsm, { stream, name }),
    receivedBy,
    mailTo: (address) =>
      eventually(() => {
        const found = receivedBy(address);
        if (found.length !== 1) throw new Error(`${found.length} mails to ${address}`);
        return found[0]!;
      }),
    async close() {
      await stopAll();
      await smtp.close();
      await realm.close();
    },
  };
}
