import { type CallbackWish, Id, Slug, Ticket, Timestamp, WallTime, Weekday } from '@serviceportal/shared/contracts';
import { TicketNumber } from '@serviceportal/shared/identity';
import { toWeekday } from '@serviceportal/shared/time';
import { z } from 'zod';

/** A ticket in an answer. */
export const TicketAnswer = Ticket.extend({
  display: z.string().describe('The number as it is read out: 7K3Q-9F2M'),
}).meta({ id: 'Ticket' });

export const TicketParams = z.strictObject({ ticketId: TicketNumber });
export const DepartmentParams = z.strictObject({ departmentId: Slug });
export const ClerkId = Id.optional().describe('The clerk, as long as nobody is signed in');

/** Text of at most `longest` characters; surrounding space is cut, nothing but space is refused. */
export function text(longest: number) {
  return z.string().trim().min(1).max(longest);
}

/** In the German notation, too: `Di`. */
const WishDay = z
  .string()
  .max(2)
  .transform((name, context) => {
    const day = toWeekday(name);
    if (day) return day;
    context.addIssue({ code: 'custom', message: 'must be one of Mo, Tu, We, Th, Fr, Sa, Su' });
    return z.NEVER;
  })
  .pipe(Weekday);

export const Wish = z
  .strictObject({ days: z.array(WishDay).max(7).optional(), from: WallTime.optional(), to: WallTime.optional() })
  .refine(beginsBeforeItEnds, { message: 'must be after from', path: ['to'] })
  .refine(beginsToday, { message: 'must be before 24:00', path: ['from'] })
  .describe('When the citizen would like to be called') satisfies z.ZodType<CallbackWish>;

/** In a query an offset's `+` arrives as a space where nobody encoded it. */
const QueryTime = z
  .string()
  .max(40)
  .transform((given) => given.replace(' ', '+'))
  .pipe(Timestamp);

/** The same wish in a query: `days=Mo,Fr&from=14:00`. */
export const SlotQuery = z
  .strictObject({
    at: QueryTime.optional().describe('When the Vormerkung is made; now unless told'),
    days: z
      .string()
      .max(40)
      .transform((list) => list.split(',').map((name) => name.trim()))
      .pipe(z.array(WishDay))
      .optional()
      .describe('Like Mo,Fr'),
    from: WallTime.optional(),
    to: WallTime.optional(),
  })
  .refine(beginsBeforeItEnds, { message: 'must be after from', path: ['to'] })
  .refine(beginsToday, { message: 'must be before 24:00', path: ['from'] });

export { QueryTime };

function beginsBeforeItEnds({ from, to }: { from?: string; to?: string }): boolean {
  return from === undefined || to === undefined || from < to;
}

function beginsToday({ from }: { from?: string }): boolean {
  return from !== '24:00';
}
