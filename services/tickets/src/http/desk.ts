import { type Reach, visibleTo } from '@serviceportal/shared/access';
import { type Department, type Ticket, TicketAggregate } from '@serviceportal/shared/contracts';
import type { Cause, Decision } from '@serviceportal/shared/decision';
import { Refusal, refuse, Unavailable } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import type { Decide, DecideOnTwo } from '@serviceportal/shared/log';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import type { Office } from '../domain/opening.ts';
import { noSuchTicket } from '../domain/ticket.ts';
import type { Parts } from '../parts.ts';
import { planningFor } from '../planning.ts';
import { ShownTicket } from './fields.ts';
import { createShowTicket } from './shown-ticket.ts';

/** What every command on one ticket answers with. */
export const answers = { 200: z.object({ ticket: ShownTicket }) };
export const refusals = ['not-found', 'conflict'] as const;

/** What a command on one ticket comes with. */
export interface Asked {
  readonly params: { readonly ticketId: string };
  readonly cause: Cause;
  readonly actor: Actor;
  /** The clerk who does it, as decisions see them. */
  readonly worker: Actor;
  /** Another department's ticket looks like a missing one. */
  readonly reach: Reach;
}

/** The ticket, as far as whoever asked may see it. */
interface Shown {
  readonly status: 200;
  readonly body: { readonly ticket: z.input<typeof ShownTicket> };
}

/** A decision that needs to know when the ticket's department works and what room it has. */
export type DecideInOffice = (ticket: Ticket, actor: Actor, office: Office) => Decision<Ticket>;

/** Where commands on one ticket are done. */
export interface Desk {
  /** The ticket as the log has it; refuses with `not-found`. */
  ticket(asked: Pick<Asked, 'params' | 'reach'>): Promise<Ticket>;
  /** Does the command; `done` hears of it once. */
  work(asked: Asked, decide: Decide<Ticket>, done: (ticket: Ticket) => void): Promise<Shown>;
  /** Does a command that may plan a callback in the ticket's department. */
  plan(asked: Asked, decide: DecideInOffice, done: (ticket: Ticket) => void): Promise<Shown>;
  /** Does a command on this ticket and another of the same department; gives back the other one. */
  workOnBoth(
    asked: Asked,
    otherId: string,
    decide: DecideOnTwo<Ticket>,
    done: (ticket: Ticket) => void,
  ): Promise<Shown>;
  /** The ticket as whoever asked may see it. */
  shown(ticket: Ticket, reach: Reach): Shown;
  time(): string;
}

export function createDesk(parts: Parts): Desk {
  const { tickets, log, clock } = parts;
  const show = createShowTicket(parts);
  const shown = (ticket: Ticket, reach: Reach): Shown => ({ status: 200, body: { ticket: show(ticket, reach) } });

  async function work(
    { params: { ticketId }, reach, ...asked }: Asked,
    decide: Decide<Ticket>,
    done: (ticket: Ticket) => void,
  ): Promise<Shown> {
    const { state, repeated } = await tickets.handle(ticketId, asked, (ticket, by) =>
      decide(visibleTo(reach, ticket), by),
    );
    if (!repeated) done(state);
    return shown(visibleTo(reach, state) ?? (await asItLeft(ticketId, reach)), reach);
  }

  /** What a department last saw of a ticket that another one has now. */
  async function asItLeft(ticketId: string, reach: Reach): Promise<Ticket> {
    const events = await log.history(TicketAggregate.stream, TicketAggregate.filter(ticketId));
    const states = events.map(({ envelope }) => TicketAggregate.state.parse(envelope.data['ticket']));
    const last = states.findLast((state) => visibleTo(reach, state));
    if (!last) throw noSuchTicket();
    return last;
  }

  /** The ticket as the log's leader has it; undefined where whoever asks must not know of it. */
  async function inReach({
    params: { ticketId },
    reach,
  }: Pick<Asked, 'params' | 'reach'>): Promise<Ticket | undefined> {
    try {
      return visibleTo(reach, (await tickets.require(ticketId)).state);
    } catch (cause) {
      if (cause instanceof Refusal && cause.code === 'not-found') return undefined;
      throw cause;
    }
  }

  async function workOnBoth(
    { params: { ticketId }, reach, ...asked }: Asked,
    otherId: string,
    decide: DecideOnTwo<Ticket>,
    done: (ticket: Ticket) => void,
  ): Promise<Shown> {
    const ids = [ticketId, otherId] as const;
    const [{ state, repeated }, other] = await tickets.handleBoth(ids, asked, (ticket, second, by) =>
      decide(visibleTo(reach, ticket), visibleTo(reach, second), by),
    );
    if (!repeated) done(state);
    if (!visibleTo(reach, state) || !visibleTo(reach, other.state)) throw noSuchTicket();
    return shown(other.state, reach);
  }

  async function plan(asked: Asked, decide: DecideInOffice, done: (ticket: Ticket) => void): Promise<Shown> {
    const { ticketId } = asked.params;
    const there = await inReach(asked);
    // Done before and given away since, it has its answer; else the same steps and time as where there is none.
    if (!there) return work(asked, () => noSuchTicket(), done);
    const department = departmentOf(parts, there);
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
    async ticket(asked) {
      const ticket = await inReach(asked);
      if (!ticket) throw noSuchTicket();
      return ticket;
    },
    work,
    shown,
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
