import { type Department, DepartmentChanged, type Hotline, HotlineChanged } from '@serviceportal/shared/contracts';
import { type AlreadyDone, alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import { canonicalJson } from '@serviceportal/shared/identity';
import type { Closure } from '@serviceportal/shared/time';
import { staleRevision } from './department.ts';

/** So many an office may have. */
export const MOST_CLOSURES = 200;

/** A closure as it is named in an address: `closed-2026-12-28-2026-12-31`. */
export function closureIdOf({ kind, from, to }: Pick<Closure, 'kind' | 'from' | 'to'>): string {
  return `${kind}-${from}-${to}`;
}

/** One closure comes or goes. */
export interface ClosureChange {
  readonly change: { readonly add: Closure } | { readonly remove: string };
  /** The revision that was seen; without one the change is made to what there is. */
  readonly expected: number | undefined;
  /** Somebody saw which callbacks this moves and confirmed it. */
  readonly replan: boolean | undefined;
  /** That was confirmed before, and the hours are still those. */
  readonly confirmed?: boolean;
  /** The city's day, `2026-11-23`. */
  readonly today: string;
}

/** Closes a department on some days, or takes that back. */
export function changeDepartmentClosures(command: ClosureChange, current?: Department): Decision<Department> {
  if (!current) return refuse('not-found', 'There is no department with this id.');
  const closures = closuresAfter(command, current, 'department');
  if (closures === alreadyDone || closures instanceof Refusal) return closures;
  return happened(DepartmentChanged, { ...current, closures }, { replan: command.replan });
}

/** The same for the whole city; departments may have exceptions of their own, which decide then. */
export function changeCityClosures(command: ClosureChange, current?: Hotline): Decision<Hotline> {
  if (!current) return refuse('not-found', 'There is no hotline yet.');
  const closures = closuresAfter(command, current, 'hotline');
  if (closures === alreadyDone || closures instanceof Refusal) return closures;
  return happened(HotlineChanged, { ...current, closures }, { replan: command.replan });
}

function closuresAfter(
  { change, expected, replan, confirmed = false, today }: ClosureChange,
  { closures, revision }: Department | Hotline,
  what: 'department' | 'hotline',
): Closure[] | Refusal | AlreadyDone {
  const adds = 'add' in change;
  // Confirming a closure that is entered already is news: its callbacks are to be moved now.
  if (adds && (!replan || confirmed) && decidesAlready(change.add, closures)) return alreadyDone;
  if (expected !== undefined && expected !== revision) return staleRevision(what, revision);
  return adds ? withClosure(closures, change.add, today) : withoutClosure(closures, change.remove);
}

/** Whether it is there as it is wanted, and none after it says otherwise for one of its days. */
function decidesAlready(closure: Closure, closures: readonly Closure[]): boolean {
  const place = closures.findIndex((each) => canonicalJson(each) === canonicalJson(closure));
  const overlaps = ({ from, to }: Closure) => from <= closure.to && closure.from <= to;
  return place >= 0 && !closures.slice(place + 1).some(overlaps);
}

/** With this one last, so that it decides; what the same kind said for the same days before is gone. */
function withClosure(closures: readonly Closure[], closure: Closure, today: string): Closure[] | Refusal {
  if (closure.to < today) {
    const errors = [{ path: 'closure.to', message: 'must not lie in the past' }];
    return refuse('unprocessable', 'The closure is over already.', errors);
  }
  const others = closures.filter((each) => closureIdOf(each) !== closureIdOf(closure));
  if (others.length < MOST_CLOSURES) return [...others, closure];
  return refuse('unprocessable', `There are ${MOST_CLOSURES} closures already: remove those that are over.`);
}

function withoutClosure(closures: readonly Closure[], closureId: string): Closure[] | Refusal {
  const left = closures.filter((each) => closureIdOf(each) !== closureId);
  if (left.length < closures.length) return left;
  return refuse('not-found', 'There is no closure with this id.');
}
