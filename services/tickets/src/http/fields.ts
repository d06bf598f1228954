import {
  type CallbackWish,
  PersonId,
  Slug,
  Ticket,
  TicketState,
  Timestamp,
  WallTime,
  Weekday,
} from '@serviceportal/shared/contracts';
import { TicketNumber } from '@serviceportal/shared/identity';
import { toWeekday } from '@serviceportal/shared/time';
import { z } from 'zod';

/** A ticket in an answer. */
export const TicketAnswer = Ticket.extend({
  display: z.string().describe('The number as it is read out: 7K3Q-9F2M'),
}).meta({ id: 'Ticket' });

/** What the hotline sees of a ticket it handed over: how it stands, no names, no words but those meant for the citizen. */
const RedactedTicket = z
  .object({
    ticketId: Ticket.shape.ticketId,
    display: z.string(),
    state: TicketState,
    departmentId: Slug,
    answerBy: Ticket.shape.answerBy,
    openedAt: Timestamp,
    callbackAt: Timestamp.optional(),
    callbackUntil: Timestamp.optional(),
    promiseBy: Timestamp,
    wording: z.string().describe('What citizens read'),
    lastPublicLine: z.string().optional().describe('The latest try to reach the citizen, as citizens read it'),
    revision: z.number(),
    redacted: z.literal(true),
  })
  .meta({ id: 'RedactedTicket' });

/** The whole ticket, or how it stands. */
export const ShownTicket = z.union([TicketAnswer, RedactedTicket]);

export const TicketParams = z.strictObject({ ticketId: TicketNumber });
export const DepartmentParams = z.strictObject({ departmentId: Slug });
export const ClerkId = PersonId.optional().describe('The clerk: the one signed in, or whom a department names');

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
