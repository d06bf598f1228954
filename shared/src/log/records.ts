import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { StreamName } from '../contracts/streams.ts';
import { type Appended, classify, stored } from './append.ts';
import type { Link } from './link.ts';

/** A message that is no event: it belongs to no aggregate, and nobody reacts to it. */
export interface RawRecord {
  readonly subject: string;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** A stream of records as one service may use it: it appends under its own subjects; who else may read, permissions say. */
export interface Records {
  /**
   * Stores the record if `lastSequence` (0: none yet) still is the last one of its subject. `Unavailable` where surely
   * nothing was stored.
   */
  append(record: { subject: string; data: string; lastSequence: number }): Promise<Appended>;
  /** The last record of the subject; `undefined` where there is none. */
  last(subject: string): Promise<RawRecord | undefined>;
  /** The first record under the subject from `sequence` on. */
  next(subject: string, sequence: number): Promise<RawRecord | undefined>;
  /** The subjects there are records of. */
  subjects(filter: string): Promise<string[]>;
}

export function openRecords(stream: StreamName, { jsm, link }: { jsm: JetStreamManager; link: Link }): Records {
  return {
    async append({ subject, data, lastSequence }) {
      await link.ready();
      try {
        const own = headers();
        own.set('Nats-Expected-Stream', stream);
        own.set('Nats-Expected-Last-Subject-Sequence', String(lastSequence));
        const { seq } = await stored(link, { subject, payload: data, headers: own });
        return { outcome: 'stored', sequence: seq };
      } catch (cause) {
        return classify(cause);
      }
    },
    async last(subject) {
      return raw(await link.ask(() => jsm.direct.getMessage(stream, { last_by_subj: subject })));
    },
    async next(subject, sequence) {
      return raw(await link.ask(() => jsm.direct.getMessage(stream, { seq: sequence, next_by_subj: subject })));
    },
    async subjects(filter) {
      const info = await link.ask(() => jsm.streams.info(stream, { subjects_filter: filter }));
      return Object.keys(info.state.subjects ?? {});
    },
  };
}

function raw(message: StoredMsg | null): RawRecord | undefined {
  return message ? { subject: message.subject, sequence: message.seq, data: message.data } : undefined;
}
