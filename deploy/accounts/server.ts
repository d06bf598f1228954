import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { z } from 'zod';
import { SERVICES_ACCOUNT } from '../nats/accounts-config.ts';
import { type NatsAddress, signIn } from '../nats/connection.ts';
import { natsFolder } from '../nats/index.ts';

/** A running system, with the provisioner's key. */
export interface Place extends NatsAddress {
  readonly dataDir: string;
  /** So long the server may take to follow its file. */
  readonly patienceMs: number;
}

/** The server as it is changed while it runs. */
export interface Server {
  /** Full rights on the streams. */
  readonly jsm: JetStreamManager;
  /**
   * Lets every server of the cluster read its configuration again, until `isDone`; what a new account imports answers
   * only after the second time. Calls `slow` once if that takes a while. `ConfigError` after the place's patience.
   */
  reloadUntil(isDone: () => Promise<boolean>, slow: () => void): Promise<void>;
  /** Whether the services' account offers this subject to anybody. */
  exports(subject: string): Promise<boolean>;
}

const Answer = z.object({
  server: z.object({ id: z.string() }),
  error: z.object({ description: z.string() }).optional(),
});
const AccountAnswer = Answer.extend({
  data: z
    .object({ account_detail: z.object({ exports: z.array(z.object({ subject: z.string() })).optional() }).optional() })
    .optional(),
});

const REPLIES_WITHIN_MS = 1_000;
const LONG_MS = 4_000;

/** Signs in as provisioner and as the server's own operator; both end with `life`. `ConfigError` where that fails. */
export async function openServer(place: Place, life: Lifecycle): Promise<Server> {
  const provisioner = await signIn(place, 'accounts');
  life.onClose('NATS connection', () => provisioner.close());
  const system = await signIn({ ...place, seedFile: join(natsFolder(place.dataDir).keys, 'system.seed') }, 'accounts');
  life.onClose('NATS system connection', () => system.close());

  return {
    jsm: await jetstreamManager(provisioner),
    async reloadUntil(isDone, slow) {
      const began = performance.now();
      for (let told = false; ;) {
        await reload(system);
        if (await isDone()) return;
        const tookMs = performance.now() - began;
        if (tookMs > place.patienceMs) {
          throw new ConfigError('the NATS server did not follow its configuration; nothing was changed.');
        }
        if (tookMs > LONG_MS && !told) slow();
        told ||= tookMs > LONG_MS;
        await pause(Math.min(50 + tookMs / 10, 2_000));
      }
    },
    async exports(subject) {
      const answers = await askAll(system, '$SYS.REQ.SERVER.PING.ACCOUNTZ', { account: SERVICES_ACCOUNT });
      const lists = answers.map((each) => AccountAnswer.parse(each).data?.account_detail?.exports ?? []);
      return lists.some((list) => list.some((each) => each.subject === subject));
    },
  };
}

async function reload(system: NatsConnection): Promise<void> {
  for (const each of await askAll(system, '$SYS.REQ.SERVER.PING', {})) {
    const { id } = Answer.parse(each).server;
    const reply = await system.request(`$SYS.REQ.SERVER.${id}.RELOAD`, '', { timeout: 10_000 });
    const { error } = Answer.parse(reply.json());
    if (error) throw new ConfigError(`the NATS server refuses its configuration: ${error.description}`);
  }
}

/** What all servers of the cluster answer. */
async function askAll(system: NatsConnection, subject: string, body: object): Promise<unknown[]> {
  const answers: unknown[] = [];
  const strategy = { strategy: 'stall', maxWait: REPLIES_WITHIN_MS, stall: 100 } as const;
  for await (const reply of await system.requestMany(subject, JSON.stringify(body), strategy)) {
    answers.push(reply.json());
  }
  if (answers.length === 0) throw new ConfigError('the NATS server does not answer its operator: is it this version?');
  return answers;
}
