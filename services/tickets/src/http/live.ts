import { TicketAggregate } from '@serviceportal/shared/contracts';
import { sseRoute, type SseRoute } from '@serviceportal/shared/http';
import type { Parts } from '../parts.ts';
import { requireDepartment } from './department.ts';
import { DepartmentParams } from './fields.ts';

/** A department's events as they are stored, from the log: what a reader missed comes first. */
export function liveTickets({ log, directory }: Parts): SseRoute {
  return sseRoute({
    name: 'live-tickets',
    path: '/departments/:departmentId/tickets/live',
    summary: "The events of a department's tickets",
    params: DepartmentParams,
    refusals: ['not-found'],
    check: ({ departmentId }) => Promise.resolve(void requireDepartment(directory, departmentId)),
    open: ({ departmentId }, afterSequence, send, signal, begun) =>
      log.tail(
        { stream: TicketAggregate.stream, subjects: `tickets.${departmentId}.>`, afterSequence },
        ({ sequence, envelope: { type, data } }) => {
          const { handled: _, ...shown } = data;
          send({ id: sequence, event: type, data: shown });
        },
        signal,
        begun,
      ),
  });
}
