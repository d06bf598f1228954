import { type Department, DepartmentChanged, DURABLES, HotlineChanged } from '@serviceportal/shared/contracts';
import { Refusal, Unavailable } from '@serviceportal/shared/errors';
import { type Context, pause, react, type Reaction } from '@serviceportal/shared/log';
import { fallsOut, inOrder, moveOutOfClosure } from '../domain/closure.ts';
import { callbackMoved } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { type DepartmentPlanning, planningFor } from '../planning.ts';
import type { MovableTicket } from '../view/tickets.ts';

/** What was planned with the hours before the change by whoever had not heard of it yet is stored by then. */
const HEARD_BY_ALL_MS = 1_000;

/**
 * Somebody confirmed that callbacks move with the hours: every one that no longer lies in them is planned anew. Each
 * ticket decides for itself by its state and the newest hours, so a second delivery does what the first one left over.
 * Held while the database is away, which alone knows which tickets there are.
 */
export function onDirectoryChanged(parts: Parts, closing: AbortSignal): Reaction[] {
  const { directory } = parts;
  return [
    react(DepartmentChanged, async ({ data: { department, replan } }, context) => {
      if (!replan) return;
      const { departmentId } = await directory.atLeast(department.departmentId, department.revision);
      await moveCallbacks(parts, [departmentId], context, closing);
    }),
    react(HotlineChanged, async ({ data: { hotline, replan } }, context) => {
      if (!replan) return;
      if (directory.hotline().revision < hotline.revision) throw new Unavailable('the directory copy lags behind');
      const departmentIds = directory.departments().map(({ departmentId }) => departmentId);
      await moveCallbacks(parts, departmentIds, context, closing);
    }),
  ];
}

async function moveCallbacks(
  parts: Parts,
  departmentIds: readonly string[],
  context: Context,
  closing: AbortSignal,
): Promise<void> {
  await pause(HEARD_BY_ALL_MS, closing);
  await parts.log.projected(DURABLES.ticketsView);
  for (const departmentId of departmentIds) {
    const department = parts.directory.department(departmentId);
    if (department) await moveOf(parts, department, context, closing);
  }
}

async function moveOf(parts: Parts, department: Department, context: Context, closing: AbortSignal): Promise<void> {
  const hit = await callbacksOutside(parts, department);
  if (hit.length === 0) return;
  const planning = await planningFor(parts, department);
  try {
    for (const { ticketId } of inOrder(hit)) {
      // A change of the whole city's hours may take long: whoever goes on finds the rest.
      if (closing.aborted) throw new Unavailable('the service ends');
      await moveOne(parts, ticketId, planning, context);
    }
  } catch (cause) {
    planning.release();
    throw cause;
  }
}

async function moveOne(
  { tickets, clock, logger }: Parts,
  ticketId: string,
  planning: DepartmentPlanning,
  context: Context,
): Promise<void> {
  try {
    const { state, repeated } = await tickets.handle(ticketId, context, (ticket) =>
      planning.decide(ticketId, (office) => moveOutOfClosure(ticket, office, clock.now())),
    );
    if (!repeated) callbackMoved(logger, { department: state.departmentId, ticketId });
  } catch (cause) {
    // In the list and no longer in the log: nobody waits for that call, and the others do.
    if (!(cause instanceof Refusal)) throw cause;
  }
}

async function callbacksOutside({ list, directory, clock }: Parts, department: Department): Promise<MovableTicket[]> {
  const calendar = directory.calendarOf(department);
  const now = clock.now();
  const outside: MovableTicket[] = [];
  for await (const ticket of list.allCallbacks(department.departmentId)) {
    if (fallsOut(ticket, calendar, now)) outside.push(ticket);
  }
  return outside;
}
