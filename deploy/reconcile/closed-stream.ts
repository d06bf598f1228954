import type { StreamConfig, StreamInfo } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import type { StreamContract } from '@serviceportal/shared/contracts';
import { CONTENT_TYPE, type StoredMessage } from '@serviceportal/shared/log';
import { CLOSED, streamConfig } from '../nats/streams.ts';
import { BATCH } from '../rebuild/log-reader.ts';
import type { Operator } from '../rebuild/operator.ts';
import type { Step } from './sequence-plan.ts';

type Phase = 'being read' | 'being filled';

/** Where a stream stands, as its own metadata say; `highest` is the highest sequence that was known before. */
export type Standing = { is: 'open' } | { is: Phase; highest: number };

const HIGHEST = `${CLOSED}.highest`;
const TIMEOUT_MS = 30_000;

export function nowStands({ config }: StreamInfo): Standing {
  const phase = config.metadata?.[CLOSED] as Phase | undefined;
  return phase ? { is: phase, highest: Number(config.metadata?.[HIGHEST]) } : { is: 'open' };
}

/**
 * The stream as only the operator can write it: under subjects of its own, which the server turns into the real ones.
 * Services find nobody who takes their events or answers their direct gets, and wait.
 */
export function closedConfig(
  contract: StreamContract,
  replicas: number,
  phase: Phase,
  highest: number,
): StreamConfig & { name: string } {
  const root = rootOf(contract);
  return {
    ...streamConfig(contract, replicas),
    subjects: [`remake.${root}.>`, placeholderOf(root)],
    subject_transform: { src: `remake.${root}.>`, dest: `${root}.>` },
    allow_direct: false,
    republish: undefined,
    metadata: { [CLOSED]: phase, [HIGHEST]: String(highest) },
  } as unknown as StreamConfig & { name: string };
}

/** Fills a closed stream. */
export interface Refill {
  /** The last sequence that is stored. */
  level(): Promise<number>;
  /** Stores each step under the sequence after the one before, the first under `level + 1`, or fails. */
  publish(level: number, steps: readonly Step<Pick<StoredMessage, 'subject' | 'envelope'>>[]): Promise<void>;
  keepFreeUntil(level: number, sequence: number): Promise<void>;
  /** Removes the placeholders and lets everybody in again. */
  open(): Promise<void>;
}

export function createRefill(contract: StreamContract, { js, jsm, replicas }: Operator): Refill {
  const root = rootOf(contract);
  const placeholder = placeholderOf(root);

  async function publish(level: number, steps: readonly Step<Pick<StoredMessage, 'subject' | 'envelope'>>[]) {
    for (let from = 0; from < steps.length; from += BATCH) {
      const some = steps.slice(from, from + BATCH);
      // One connection keeps the order, and each message says which it follows.
      const stored = await Promise.allSettled(some.map((step, index) => publishOne(step, level + from + index)));
      // Only once none is on its way any more may another run begin.
      for (const each of stored) if (each.status === 'rejected') throw each.reason;
    }
  }

  async function publishOne(step: Step<Pick<StoredMessage, 'subject' | 'envelope'>>, lastSequence: number) {
    const options = { expect: { lastSequence }, timeout: TIMEOUT_MS };
    if (step === 'placeholder') return js.publish(placeholder, '', options);
    const { subject, envelope } = step.event;
    const own = headers();
    own.set('content-type', CONTENT_TYPE);
    return js.publish(`remake.${subject}`, JSON.stringify(envelope), { ...options, headers: own });
  }

  return {
    level: async () => (await jsm.streams.info(contract.name)).state.last_seq,
    publish,
    keepFreeUntil: (level, sequence) =>
      publish(
        level,
        Array.from({ length: Math.max(0, sequence - level) }, () => 'placeholder' as const),
      ),
    async open() {
      await jsm.streams.purge(contract.name, { filter: placeholder });
      const open = { ...streamConfig(contract, replicas), subject_transform: undefined, metadata: {} };
      await jsm.streams.update(contract.name, open);
    },
  };
}

/** A subject that no durable asks for. */
function placeholderOf(root: string): string {
  return `placeholder.${root}`;
}

function rootOf({ subjects }: StreamContract): string {
  return subjects[0]!.split('.')[0]!;
}
