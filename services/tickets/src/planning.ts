import type { Department, Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { windowIsFull } from './domain/callback.ts';
import type { Office } from './domain/opening.ts';
import type { Parts } from './parts.ts';

/** One department's callbacks while some of its tickets are being planned. */
export interface DepartmentPlanning {
  /** The office as it is right now for one ticket; without `callbacksPerHour` it is never full. */
  office(ticketId?: string): Office;
  /** Decides with it, and counts what was decided before it is stored: of several at once each sees those before it. */
  decide(ticketId: string, decision: (office: Office) => Decision<Ticket>): Decision<Ticket>;
  /** Nothing was stored: what was decided makes room again. */
  release(): void;
}

/** Asks for the department's callbacks once, and only where it limits them; a mail needs no room. */
export async function planningFor(
  { load, directory }: Pick<Parts, 'load' | 'directory'>,
  department: Department,
  answerBy: Ticket['answerBy'] = 'callback',
): Promise<DepartmentPlanning> {
  const { departmentId, serviceLevel } = department;
  const { callbacksPerHour } = serviceLevel;
  const limited = answerBy === 'callback' && callbacksPerHour !== undefined;
  const callbacks = limited ? await load.read(departmentId) : undefined;
  const calendar = directory.calendarOf(department);
  const reserved = new Set<string>();

  function office(ticketId?: string): Office {
    return { department, calendar, isFull: callbacks && windowIsFull(callbacks.others(ticketId), callbacksPerHour) };
  }

  return {
    office,
    decide(ticketId, decision) {
      // Nothing waits between looking at the load and adding to it.
      const decided = decision(office(ticketId));
      if (decided === alreadyDone || decided instanceof Refusal) return decided;
      callbacks?.reserve(ticketId, decided.state.callbackAt);
      reserved.add(ticketId);
      return decided;
    },
    release() {
      for (const ticketId of reserved) callbacks?.release(ticketId);
    },
  };
}
