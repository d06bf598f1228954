import { TicketAggregate } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { sseRoute, type SseRoute } from '@serviceportal/shared/http';
import type { Parts } from '../parts.ts';
import { DepartmentParams } from './fields.ts';

/** A department's events as they are stored, from the log: what a reader missed comes first. */
export function liveTickets({ log, directory }: Parts): SseRoute {
  return sseRoute({
    name: 'live-tickets',
    path: '/departments/:departmentId/tickets/live',
    summary: "The events of a department's tickets",
    params: DepartmentParams,
    refusals: ['not-found'],
    async check({ departmentId }) {
      await directory.loaded;
      if (!directory.department(departmentId)) throw refuse('not-found', 'There is no department with this id.');
    },
    open: ({ departmentId }, afterSequence, send, signal) =>
      log.tail(
        { stream: TicketAggregate.stream, subjects: `tickets.${departmentId}.>`, afterSequence },
        ({ sequence, envelope: { type, data } }) => {
          const { handled: _, ...shown } = data;
          send({ id: sequence, event: type, data: shown });
        },
        signal,
      ),
  });
}
