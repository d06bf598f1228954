import { Presence, PresenceAggregate, Slug } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { Moment } from '@serviceportal/shared/time';
import { z } from 'zod';
import { setPresence } from '../domain/presence.ts';
import { presenceChanged } from '../facts.ts';
import { departmentFinder } from '../find-department.ts';

export function presenceOperations(service: Service): Operation[] {
  const { log, directory, clock, logger } = service;
  const presences = log.aggregate(PresenceAggregate);
  const findDepartment = departmentFinder(service);
  return [
    operation({
      name: 'set-presence',
      method: 'put',
      path: '/departments/:departmentId/presence',
      summary: 'Says whether somebody is there now, until when, and why not',
      params: z.strictObject({ departmentId: Slug }),
      body: z.strictObject({
        staffed: z.boolean(),
        until: Moment.optional(),
        why: z.string().trim().max(200).optional(),
      }),
      answers: { 200: Presence },
      refusals: ['invalid', 'not-found'],
    }).handledBy(async ({ params: { departmentId }, body, cause, actor }) => {
      await findDepartment(departmentId);
      const { state, sequence, repeated } = await presences.handle(departmentId, { cause, actor }, () =>
        setPresence({ departmentId, ...body }, clock.now(), clock.zone),
      );
      if (!repeated) presenceChanged(logger, { department: departmentId, staffed: String(state.staffed) });
      await directory.reached(sequence);
      return { status: 200, body: state };
    }),
  ];
}
