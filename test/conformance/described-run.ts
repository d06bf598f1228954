import { beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { DURABLES, type DurableContract, EVENTS, SERVICES } from '@serviceportal/shared/contracts';
import { eventually } from '../support/eventually.ts';
import type { TestSystem } from '../support/system.ts';
import { playMorning } from './morning.ts';
import type { Recorder } from './recorder.ts';

/** Feeds never end, so they are read where their resuming is tested; the rest needs what a morning doesn't bring. */
const NOT_ASKED = [
  'call-intake live-calls',
  'call-intake live-call',
  'call-intake live-team',
  'tickets live-tickets',
  // Needs a mail server that refuses for good.
  'notify retry-mail',
];

/** What a morning without failures doesn't bring: a promise that is broken, a mail server that refuses. */
const NOT_SEEN = ['CallbackOverdue', 'GapErased', 'MailFailed'];

/** What really goes over HTTP and NATS, held against the documents. */
export function describeRun(parts: () => { system: TestSystem; recorder: Recorder }): void {
  describe('a morning at the hotline', () => {
    beforeAll(() => playMorning(parts().system, parts().recorder), 60_000);

    it('uses every operation but those that are named here', () => {
      const { openApi, succeeded } = parts().recorder;
      const all = SERVICES.flatMap((service) =>
        openApi[service].operations.map(({ operationId }) => `${service} ${operationId}`),
      );
      expect(all.filter((name) => !succeeded.has(name)).toSorted()).toEqual(NOT_ASKED.toSorted());
    });

    it('brings every event but those that are named here', async () => {
      const { seen } = parts().recorder;
      const types = EVENTS.map(({ type }) => type);
      await eventually(() => expect(types.filter((type) => !seen.has(type)).toSorted()).toEqual(NOT_SEEN));
      expect([...seen]).toEqual(expect.arrayContaining(['CallReport', 'TimerDue', 'DeadLetter']));
    });

    it('says nothing over HTTP or NATS that the documents do not describe', () => {
      expect(parts().recorder.problems).toEqual([]);
    });

    it('finds a reader at every durable, as described', async () => {
      const { asyncApi, operator } = parts().recorder;
      const jsm = await jetstreamManager(operator);
      const unread = async () => {
        const infos = await Promise.all(
          Object.values<DurableContract>(DURABLES).map(({ stream, name }) => jsm.consumers.info(stream, name)),
        );
        return infos.filter(({ num_waiting: waiting }) => waiting === 0).map(({ name }) => name);
      };
      await eventually(async () => expect(await unread()).toEqual([]));
      const durables: string[] = [];
      for await (const { config } of jsm.streams.list()) {
        for await (const { config: consumer } of jsm.consumers.list(config.name)) {
          if (consumer.durable_name) durables.push(consumer.durable_name);
        }
      }
      const own = durables.map((name) => name.replace(/^department-.*/, 'department-{departmentId}'));
      expect(own.filter((name) => !asyncApi.durables.has(name))).toEqual([]);
    });
  });
}
