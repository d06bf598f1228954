import {
  type Department,
  DepartmentAggregate,
  DepartmentChanged,
  HotlineAggregate,
  Slug,
} from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Context } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { z } from 'zod';
import { cityHoursConfirmed, departmentHoursConfirmed } from '../confirmed-hours.ts';
import { ClosureEntry } from '../department-file.ts';
import { changeCityClosures, changeDepartmentClosures, type ClosureChange } from '../domain/closures.ts';
import { departmentChanged, hotlineChanged } from '../facts.ts';
import { answerOf, DepartmentAnswer } from './departments.ts';
import { hotlineAnswer, HotlineAnswer } from './hotline.ts';

const OfDepartment = z.strictObject({ departmentId: Slug });
const ClosureParams = z.strictObject({
  closureId: z
    .string()
    .regex(/^(closed|reduced|emergency)(-\d{4}-\d\d-\d\d){2}$/, 'must be like closed-2026-12-28-2026-12-31')
    .describe('`<kind>-<from>-<to>`'),
});
const Addition = z.strictObject({ closure: ClosureEntry, ...DepartmentChanged.extra.shape });
const Removal = z.strictObject({
  replan: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe(DepartmentChanged.extra.shape.replan.description ?? ''),
});
const refusals = ['invalid', 'not-found', 'unprocessable', 'revision-mismatch'] as const;

/** Entering and removing single closures; each is a new revision of the department or the hotline. */
export function closureOperations(service: Service): Operation[] {
  return [addToDepartment(service), removeFromDepartment(service), addToCity(service), removeFromCity(service)];
}

function addToDepartment(service: Service): Operation {
  const change = departmentChange(service);
  return operation({
    name: 'close-department',
    method: 'post',
    path: '/departments/:departmentId/closures',
    summary: 'Other hours of a department on some days; decides over what was entered for them before',
    params: OfDepartment,
    body: Addition,
    ifMatch: true,
    answers: { 200: DepartmentAnswer },
    refusals,
  }).handledBy(async ({ params: { departmentId }, body: { closure, replan }, ifMatch, ...context }) =>
    answerOf(await change(departmentId, { change: { add: closure }, expected: ifMatch, replan }, context)),
  );
}

function removeFromDepartment(service: Service): Operation {
  const change = departmentChange(service);
  return operation({
    name: 'remove-department-closure',
    method: 'delete',
    path: '/departments/:departmentId/closures/:closureId',
    summary: 'Takes other hours of a department back',
    params: OfDepartment.extend(ClosureParams.shape),
    query: Removal,
    ifMatch: true,
    answers: { 200: DepartmentAnswer },
    refusals,
  }).handledBy(async ({ params: { departmentId, closureId }, query: { replan }, ifMatch, ...context }) =>
    answerOf(await change(departmentId, { change: { remove: closureId }, expected: ifMatch, replan }, context)),
  );
}

function addToCity(service: Service): Operation {
  const change = cityChange(service);
  return operation({
    name: 'close-city',
    method: 'post',
    path: '/hotline/closures',
    summary: 'Other hours of the whole city on some days; exceptions of departments decide over them',
    body: Addition,
    ifMatch: true,
    answers: { 200: HotlineAnswer },
    refusals,
  }).handledBy(async ({ body: { closure, replan }, ifMatch, ...context }) => {
    await change({ change: { add: closure }, expected: ifMatch, replan }, context);
    return hotlineAnswer(service);
  });
}

function removeFromCity(service: Service): Operation {
  const change = cityChange(service);
  return operation({
    name: 'remove-city-closure',
    method: 'delete',
    path: '/hotline/closures/:closureId',
    summary: 'Takes other hours of the whole city back',
    params: ClosureParams,
    query: Removal,
    ifMatch: true,
    answers: { 200: HotlineAnswer },
    refusals,
  }).handledBy(async ({ params: { closureId }, query: { replan }, ifMatch, ...context }) => {
    await change({ change: { remove: closureId }, expected: ifMatch, replan }, context);
    return hotlineAnswer(service);
  });
}

type Wanted = Omit<ClosureChange, 'today' | 'confirmed'>;
type Because = Pick<Context, 'cause' | 'actor'>;

/** Changes a department's closures; resolves once this replica's copy has the change. */
function departmentChange(service: Service) {
  const { log, directory, logger } = service;
  const departments = log.aggregate(DepartmentAggregate);
  return async (departmentId: string, wanted: Wanted, { cause, actor }: Because): Promise<Department> => {
    const confirmed = wanted.replan && (await departmentHoursConfirmed(service, departmentId));
    const command = { ...wanted, confirmed, today: todayOf(service) };
    const { state, sequence, repeated } = await departments.handle(departmentId, { cause, actor }, (current) =>
      changeDepartmentClosures(command, current),
    );
    if (!repeated) departmentChanged(logger, { department: departmentId, revision: state.revision });
    await directory.reached(sequence);
    return state;
  };
}

/** The same for the whole city. */
function cityChange(service: Service) {
  const { log, directory, logger } = service;
  const hotlines = log.aggregate(HotlineAggregate);
  return async (wanted: Wanted, { cause, actor }: Because): Promise<void> => {
    const confirmed = wanted.replan && (await cityHoursConfirmed(service));
    const command = { ...wanted, confirmed, today: todayOf(service) };
    const { state, sequence, repeated } = await hotlines.handle('main', { cause, actor }, (current) =>
      changeCityClosures(command, current),
    );
    if (!repeated) hotlineChanged(logger, { revision: state.revision });
    await directory.reached(sequence);
  };
}

function todayOf({ clock }: Service): string {
  return clock.now().toZonedDateTimeISO(clock.zone).toPlainDate().toString();
}
