import type { JetStreamManager } from '@nats-io/jetstream';
import { eventually } from './eventually.ts';

/**
 * Resolves once the durable has handled everything its stream holds for it. Nothing pending is not enough: the server
 * counts a message for its consumers only a moment after the publisher has its acknowledgement.
 */
export function caughtUp(
  jsm: JetStreamManager,
  { stream, name }: { readonly stream: string; readonly name: string },
  withinMs?: number,
): Promise<void> {
  return eventually(async () => {
    const { config, ack_floor, num_pending, num_ack_pending } = await jsm.consumers.info(stream, name);
    const filters = config.filter_subjects ?? [config.filter_subject ?? '>'];
    const newest = await Promise.all(filters.map((filter) => jsm.streams.getMessage(stream, { last_by_subj: filter })));
    const last = Math.max(0, ...newest.map((message) => message?.seq ?? 0));
    const left = Math.max(num_pending + num_ack_pending, last - ack_floor.stream_seq);
    if (left > 0) throw new Error(`${name} has ${num_pending} waiting, ${num_ack_pending} in work, ${left} to go`);
  }, withinMs);
}
