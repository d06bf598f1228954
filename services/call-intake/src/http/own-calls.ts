import type { Extent, Reach } from '@serviceportal/shared/access';
import type { Call } from '@serviceportal/shared/contracts';

/** How much of a call somebody may see: agents all of theirs and of those that nobody has yet. */
export function extentOfCall({ agentId }: Pick<Call, 'agentId'>, reach: Reach): Extent | undefined {
  const isOwn = reach.agentId !== undefined && (agentId === undefined || agentId === reach.agentId);
  return isOwn ? 'whole' : reach.others;
}
