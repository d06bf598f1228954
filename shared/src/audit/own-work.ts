import type { Reach } from '../access/index.ts';

/** A call, ticket, task or mail in an answer, as far as it says whose work it is. */
export interface Shown {
  readonly agentId?: unknown;
  readonly departmentId?: unknown;
}

/**
 * Whether all that is shown is the reader's own work: a call that the agent has, a ticket, task or mail of the reader's own
 * department. An answer that shows nothing is nobody's work.
 */
export function isOwnWork(reach: Pick<Reach, 'agentId' | 'departments'>, shown: readonly Shown[]): boolean {
  const isOwn = ({ agentId, departmentId }: Shown) =>
    (reach.agentId !== undefined && agentId === reach.agentId) ||
    (typeof departmentId === 'string' && reach.departments.includes(departmentId));
  return shown.length > 0 && shown.every(isOwn);
}
