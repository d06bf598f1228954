import { DeliverPolicy } from '@nats-io/jetstream';
import type { DepartmentProgram } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Say } from '../infrastructure/say.ts';
import { durableConfig, wantedDurables } from '../nats/streams.ts';
import type { Operator } from '../rebuild/operator.ts';

/** A durable, and the sequence of its stream from which it is to read. */
export interface Again {
  readonly durable: string;
  readonly sequence: number;
}

/** Lets a durable read its stream again from a sequence on; what it did already it doesn't do twice. */
export async function readAgain(
  { durable, sequence }: Again,
  programs: readonly DepartmentProgram[],
  { jsm }: Operator,
  say: Say,
): Promise<void> {
  const wanted = wantedDurables(programs).find(({ name }) => name === durable);
  if (!wanted)
    throw new ConfigError(
      `There is no durable ${durable}: npm run reconcile -- --dead names those of messages given up.`,
    );
  const config = { ...durableConfig(wanted), deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: sequence };
  // The server resets only durables that began at the beginning; whoever reads from it tries again meanwhile.
  await jsm.consumers.delete(wanted.stream, durable).catch(() => undefined);
  await jsm.consumers.add(wanted.stream, config);
  say(`${durable} reads ${wanted.stream} again from ${sequence} on.`);
}
