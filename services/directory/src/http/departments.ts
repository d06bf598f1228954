import { Department, DepartmentAggregate, DepartmentChanged, Slug } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { z } from 'zod';
import { DepartmentFile } from '../department-file.ts';
import { changeDepartment, departmentFrom } from '../domain/department.ts';
import { departmentChanged } from '../facts.ts';
import { departmentFinder, revisionFinder } from '../find-department.ts';
import { ListQuery, pageOfList } from './list.ts';
import { RevisionNumber } from './revisions.ts';

const params = z.strictObject({ departmentId: Slug });
export const DepartmentAnswer = Department.omit({ week: true, holidayDates: true }).meta({ id: 'Department' });
/** Who is written to and what clerks write with is shown of one department only. */
const ListedDepartment = DepartmentAnswer.omit({ lead: true, deputies: true, textModules: true });

/** What `GET` answers can be sent back: id and revision are taken where they agree with address and `If-Match`. */
const DepartmentBody = DepartmentFile.partial({ departmentId: true }).extend({
  revision: z.int().positive().optional().describe('That of If-Match, if given at all'),
  ...DepartmentChanged.extra.shape,
});
type DepartmentBody = z.infer<typeof DepartmentBody>;

export function departmentOperations(service: Service): Operation[] {
  return [listDepartments(service), showDepartment(service), putDepartment(service)];
}

function listDepartments({ directory }: Service): Operation {
  return operation({
    name: 'departments',
    method: 'get',
    path: '/departments',
    command: 'departments',
    summary: 'All departments, by name',
    query: ListQuery,
    answers: { 200: z.object({ items: z.array(ListedDepartment), nextCursor: z.string().optional() }) },
  }).handledBy(({ query }) => {
    const body = pageOfList(directory.departments(), ({ departmentId }) => departmentId, query);
    return Promise.resolve({ status: 200, body });
  });
}

function showDepartment(service: Service): Operation {
  const findDepartment = departmentFinder(service);
  const findRevision = revisionFinder(service);
  return operation({
    name: 'department',
    method: 'get',
    path: '/departments/:departmentId',
    command: 'department',
    summary: 'One department, as it is now or was at one of its last 100 revisions',
    params,
    query: z.strictObject({ revision: RevisionNumber.optional() }),
    answers: { 200: z.union([DepartmentAnswer, ListedDepartment]) },
    refusals: ['not-found'],
  }).handledBy(async ({ params: { departmentId }, query: { revision }, reach }) => {
    const current = await findDepartment(departmentId);
    const isOther = revision !== undefined && revision !== current.revision;
    const department = isOther ? await findRevision(departmentId, revision) : current;
    if (reach.others === 'whole') return answerOf(department);
    const { lead: _lead, deputies: _deputies, textModules: _modules, ...listed } = department;
    return { ...answerOf(department), body: listed };
  });
}

function putDepartment({ log, directory, clock, logger }: Service): Operation {
  const departments = log.aggregate(DepartmentAggregate);
  const inTurn = oneByOne();
  return operation({
    name: 'change-department',
    method: 'put',
    path: '/departments/:departmentId',
    summary: 'A new revision of a department; without If-Match a new department',
    params,
    body: DepartmentBody,
    ifMatch: true,
    answers: { 200: DepartmentAnswer },
    refusals: ['invalid', 'forbidden', 'conflict', 'revision-mismatch'],
  }).handledBy(async ({ params: { departmentId }, body, ifMatch, cause, actor, reach }) => {
    refuseContradiction(body, departmentId, ifMatch);
    const { revision: _seen, replan, holidays = directory.hotline().holidays, ...file } = body;
    const { year } = clock.now().toZonedDateTimeISO(clock.zone);
    const wanted = departmentFrom({ ...file, departmentId, holidays }, year);
    const onlyByLead = reach.others !== 'whole';
    return inTurn(async () => {
      const { state, sequence, repeated } = await departments.handle(departmentId, { cause, actor }, (current) =>
        changeDepartment(wanted, { expected: ifMatch, replan, onlyByLead }, directory.departments(), current),
      );
      if (!repeated) departmentChanged(logger, { department: departmentId, revision: state.revision });
      await directory.reached(sequence);
      return answerOf(state);
    });
  });
}

/** Each change sees what the one before it made of the other departments' topics. (Other replicas may still be faster.) */
function oneByOne(): <T>(change: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (change) => {
    const mine = last.then(change, change);
    last = mine;
    return mine;
  };
}

function refuseContradiction(body: DepartmentBody, departmentId: string, ifMatch: number | undefined): void {
  if (body.departmentId !== undefined && body.departmentId !== departmentId) {
    throw refuse('invalid', 'The id in the body is not the one in the address.', [
      { path: 'departmentId', message: `must be ${departmentId}` },
    ]);
  }
  if (body.revision !== undefined && ifMatch !== undefined && body.revision !== ifMatch) {
    throw refuse('invalid', 'The revision in the body is not the one in If-Match.', [
      { path: 'revision', message: `must be ${ifMatch}` },
    ]);
  }
}

/** A department, and the revision for the next change's `If-Match`. */
export function answerOf(department: Department) {
  return { status: 200, body: department, headers: { ETag: `"${department.revision}"` } } as const;
}
