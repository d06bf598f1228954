import type { EventContract } from './define.ts';
import { type DurableContract, DURABLES } from './durables.ts';
import { streamOf } from './streams.ts';

/** Whether a subject of this event goes to whoever filters by `filter` (`tickets.>`, `tickets.*.*.opened`). */
export function matchesFilter({ subjects }: Pick<EventContract, 'subjects'>, filter: string): boolean {
  const [wanted, own] = [filter.split('.'), subjects.split('.')];
  for (let i = 0; ; i++) {
    if (wanted[i] === '>') return own[i] !== undefined;
    if (wanted[i] === undefined || own[i] === undefined) return wanted[i] === own[i];
    if (wanted[i] !== '*' && wanted[i] !== own[i]) return false;
  }
}

/** The durables that get this event: those that react to it and those that fill a view. */
export function readersOf(event: EventContract): DurableContract[] {
  return Object.values<DurableContract>(DURABLES).filter(
    ({ stream, subjects }) =>
      stream === event.aggregate.stream && subjects.some((filter) => matchesFilter(event, filter)),
  );
}

/** Whether a durable only keeps a copy for lists, so that nothing follows from what it reads. */
export function isView({ name }: Pick<DurableContract, 'name'>): boolean {
  return name.includes('-view');
}

/** Who writes the event. */
export function writerOf(event: EventContract): string {
  return streamOf(event.aggregate.stream).owner;
}

/** Where the event is published, with the names of what varies: `tickets.{departmentId}.{ticketId}.opened`. */
export function addressOf({ aggregate, token }: EventContract): string {
  const names = new Proxy({}, { get: (_, field) => `{${String(field)}}` });
  return aggregate.subject(names, token);
}
