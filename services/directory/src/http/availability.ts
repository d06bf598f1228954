import { Slug, Timestamp } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp, Moment } from '@serviceportal/shared/time';
import { z } from 'zod';
import { availabilityOf } from '../domain/availability.ts';
import { departmentFinder } from '../find-department.ts';

const params = z.strictObject({ departmentId: Slug });
const Availability = z.object({
  state: z.enum(['open', 'closed', 'unstaffed', 'not-onboarded']),
  number: z.string(),
  openUntil: Timestamp.optional(),
  opensAt: Timestamp.optional(),
  why: z.string().optional(),
  announcement: z.string().optional(),
});
const Hours = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,4})?$/, 'must be a number of hours like 8 or 1.5')
  .transform(Number);

export function availabilityOperations(service: Service): Operation[] {
  return [availability(service), serviceTime(service)];
}

function availability(service: Service): Operation {
  const { directory, clock } = service;
  const findDepartment = departmentFinder(service);
  return operation({
    name: 'availability',
    method: 'get',
    path: '/departments/:departmentId/availability',
    command: 'availability',
    summary: 'Whether a call can be put through, now or at another time',
    params,
    query: z.strictObject({ at: Moment.optional() }),
    answers: { 200: Availability },
    refusals: ['not-found'],
  }).handledBy(async ({ params: { departmentId }, query: { at = clock.now() } }) => {
    const department = await findDepartment(departmentId);
    const calendar = directory.calendarOf(department);
    return { status: 200, body: availabilityOf(department, directory.presence(departmentId), calendar, at) };
  });
}

function serviceTime(service: Service): Operation {
  const { directory, clock } = service;
  const findDepartment = departmentFinder(service);
  return operation({
    name: 'service-time',
    method: 'get',
    path: '/departments/:departmentId/service-time',
    command: 'service-time',
    summary: 'The moment at which so many service hours have passed',
    params,
    query: z.strictObject({ from: Moment.optional(), hours: Hours }),
    answers: { 200: z.object({ at: Timestamp }) },
    refusals: ['not-found', 'unprocessable'],
  }).handledBy(async ({ params: { departmentId }, query: { from = clock.now(), hours } }) => {
    const calendar = directory.calendarOf(await findDepartment(departmentId));
    const at = calendar.addServiceTime(from, hours);
    if (!at) throw refuse('unprocessable', 'The department does not work so many hours within 400 days.');
    return { status: 200, body: { at: formatTimestamp(at, clock.zone) } };
  });
}
