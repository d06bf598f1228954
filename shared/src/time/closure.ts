import { z } from 'zod';
import { commonRanges, joinRanges, minuteRanges, TimeSpan, type Range } from './time-span.ts';

/**
 * Days on which an office does not keep its weekly hours, first and last day included:
 * `closed`; `reduced`, only those of its usual hours that lie in `hours`; `emergency`, open in `hours` whatever day it
 * is.
 */
export const Closure = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    kind: z.enum(['closed', 'reduced', 'emergency']),
    hours: z.array(TimeSpan).optional(),
    why: z.string().optional().describe('For agents and departments, such as "Betriebsferien"'),
    announcement: z.string().optional().describe('What callers are told'),
  })
  .refine(({ from, to }) => from <= to, { message: 'must not be before from', path: ['to'] })
  .refine(({ kind, hours }) => kind !== 'closed' || !hours?.length, {
    message: 'must be left out when closed',
    path: ['hours'],
  })
  .refine(({ kind, hours }) => kind !== 'reduced' || Boolean(hours?.length), {
    message: 'must say when it is open',
    path: ['hours'],
  });
export type Closure = z.infer<typeof Closure>;

/** For edges: an emergency duty without its hours would close the office. Events of before may hold one, so it is no part of `Closure`. */
export const saysItsDutyHours = z.refine<Pick<Closure, 'kind' | 'hours'>>(
  ({ kind, hours }) => kind !== 'emergency' || Boolean(hours?.length),
  { message: 'must say when the emergency duty can be reached', path: ['hours'] },
);

/** The one that decides about `date` (`YYYY-MM-DD`): the last in the list, so a department's stand after its city's. */
export function closureOn(date: string, closures: readonly Closure[]): Closure | undefined {
  return closures.findLast(({ from, to }) => from <= date && date <= to);
}

/** The open minutes of a day with these usual minutes under a closure. */
export function rangesUnder({ kind, hours = [] }: Closure, usual: readonly Range[]): Range[] {
  switch (kind) {
    case 'closed':
      return [];
    case 'reduced':
      return commonRanges(usual, minuteRanges(hours));
    case 'emergency':
      return joinRanges(minuteRanges(hours));
  }
}
