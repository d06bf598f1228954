import type { Actor } from '../identity/index.ts';

/** The queries and live feeds that show citizens' data, `<service>.<operation>`: the one place that says so. */
const PERSONAL_READS = new Set([
  'call-intake.call',
  'call-intake.calls',
  'call-intake.caller',
  'call-intake.live-calls',
  'call-intake.live-call',
  'tickets.show-ticket',
  'tickets.list-tickets',
  'tickets.ticket-history',
  'tickets.ticket-letter',
  'tickets.list-duplicates',
  'tickets.live-tickets',
  'notify.tasks',
  'notify.mails',
  'notify.mail',
]);

/** Whether a query (`tickets.show-ticket`) shows a person's data, so that reading it outside own work is recorded. */
export function isPersonalRead(operation: string): boolean {
  return PERSONAL_READS.has(operation);
}

/** Who reads, and for which departments. */
export interface Reader {
  readonly actor: Actor;
  readonly departmentIds: readonly string[];
}

/** A call, ticket, task or mail in an answer, as far as it says whose work it is. */
export interface Shown {
  readonly agentId?: unknown;
  readonly assignee?: unknown;
  readonly departmentId?: unknown;
}

/**
 * Whether all that is shown is the reader's own work: an agent's own call, a ticket that the clerk has or that is in the
 * reader's own department. An answer that shows nothing is nobody's work.
 */
export function isOwnWork({ actor, departmentIds }: Reader, shown: readonly Shown[]): boolean {
  const isOwn = ({ agentId, assignee, departmentId }: Shown) =>
    (actor.type === 'agent' && agentId === actor.id) ||
    (actor.type === 'clerk' && assignee === actor.id) ||
    (typeof departmentId === 'string' && departmentIds.includes(departmentId));
  return shown.length > 0 && shown.every(isOwn);
}
