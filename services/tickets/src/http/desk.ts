import { type Department, type Ticket, TicketAggregate } from '@serviceportal/shared/contracts';
import type { Cause, Decision } from '@serviceportal/shared/decision';
import { refuse, Unavailable } from '@serviceportal/shared/errors';
import { type Actor, displayTicketId } from '@serviceportal/shared/identity';
import type { Decide, DecideOnTwo } from '@serviceportal/shared/log';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import type { Office } from '../domain/opening.ts';
import { noSuchTicket } from '../domain/ticket.ts';
import type { Parts } from '../parts.ts';
import { planningFor } from '../planning.ts';
import { TicketAnswer } from './fields.ts';

/** What every command on one ticket answers with. */
export const answers = { 200: z.object({ ticket: TicketAnswer }) };
export const refusals = ['not-found', 'conflict'] as const;

/** What a command on one ticket comes with. */
export interface Asked {
  readonly params: { readonly ticketId: string };
  readonly cause: Cause;
  readonly actor: Actor;
}

/** A decision that needs to know when the ticket's department works and what room it has. */
export type DecideInOffice = (ticket: Ticket, actor: Actor, office: Office) => Decision<Ticket>;

/** Where commands on one ticket are done. */
export interface Desk {
  /** The ticket as the log has it; refuses with `not-found`. */
  ticket(ticketId: string): Promise<Ticket>;
  /** Does the command; `done` hears of it once. */
  work(asked: Asked, decide: Decide<Ticket>, done: (ticket: Ticket) => void): Promise<ReturnType<typeof shown>>;
  /** Does a command that may plan a callback in the ticket's department. */
  plan(asked: Asked, decide: DecideInOffice, done: (ticket: Ticket) => void): Promise<ReturnType<typeof shown>>;
  /** Does a command on this ticket and another of the same department; gives back the other one. */
  workOnBoth(
    asked: Asked,
    otherId: string,
    decide: DecideOnTwo<Ticket>,
    done: (ticket: Ticket) => void,
  ): Promise<Ticket>;
  time(): string;
}

/** With `departmentId` for that department alone: another's ticket looks like a missing one. */
export function createDesk(parts: Parts, departmentId?: string): Desk {
  const { tickets, log, clock } = parts;
  const visible = (ticket: Ticket | undefined) =>
    departmentId === undefined || ticket?.departmentId === departmentId ? ticket : undefined;

  async function work(
    { params: { ticketId }, cause, actor }: Asked,
    decide: Decide<Ticket>,
    done: (ticket: Ticket) => void,
  ): ReturnType<Desk['work']> {
    const { state, repeated } = await tickets.handle(ticketId, { cause, actor }, (ticket, by) =>
      decide(visible(ticket), by),
    );
    if (!repeated) done(state);
    return shown(visible(state) ?? (await asItLeft(ticketId)));
  }

  /** What a department last saw of a ticket that another one has now. */
  async function asItLeft(ticketId: string): Promise<Ticket> {
    const events = await log.history(TicketAggregate.stream, `tickets.${departmentId}.${ticketId}.>`);
    const last = events.at(-1);
    if (!last) throw noSuchTicket();
    return TicketAggregate.state.parse(last.envelope.data['ticket']);
  }

  async function workOnBoth(
    { params: { ticketId }, cause, actor }: Asked,
    otherId: string,
    decide: DecideOnTwo<Ticket>,
    done: (ticket: Ticket) => void,
  ): Promise<Ticket> {
    const ids = [ticketId, otherId] as const;
    const [{ state, repeated }, other] = await tickets.handleBoth(ids, { cause, actor }, (ticket, second, by) =>
      decide(visible(ticket), visible(second), by),
    );
    if (!repeated) done(state);
    if (!visible(state) || !visible(other.state)) throw noSuchTicket();
    return other.state;
  }

  async function plan(asked: Asked, decide: DecideInOffice, done: (ticket: Ticket) => void): ReturnType<Desk['plan']> {
    const { ticketId } = asked.params;
    // Also one that this department gave away: a command that was done may come again.
    const department = departmentOf(parts, (await tickets.require(ticketId)).state);
    const planning = await planningFor(parts, department);
    try {
      return await work(
        asked,
        (ticket, actor) => {
          if (!ticket) return noSuchTicket();
          if (ticket.departmentId !== department.departmentId) return movedMeanwhile();
          return planning.decide(ticketId, (office) => decide(ticket, actor, office));
        },
        done,
      );
    } catch (cause) {
      planning.release();
      throw cause;
    }
  }

  return {
    async ticket(ticketId) {
      const ticket = visible((await tickets.require(ticketId)).state);
      if (!ticket) throw noSuchTicket();
      return ticket;
    },
    work,
    plan,
    workOnBoth,
    time: () => formatTimestamp(clock.now(), clock.zone),
  };
}

function departmentOf({ directory }: Parts, { departmentId }: Ticket): Department {
  const department = directory.department(departmentId);
  if (!department) throw new Unavailable('the directory copy lacks the department');
  return department;
}

function movedMeanwhile() {
  return refuse('conflict', 'Another department has the ticket now.');
}

export function shown(ticket: Ticket) {
  return { status: 200, body: { ticket: { ...ticket, display: displayTicketId(ticket.ticketId) } } } as const;
}
