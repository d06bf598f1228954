import { Hotline, HotlineAggregate, HotlineChanged, Timestamp } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { z } from 'zod';
import { HotlineFile } from '../department-file.ts';
import { changeHotline, hotlineFrom } from '../domain/department.ts';
import { hotlineNow } from '../domain/hotline.ts';
import { hotlineChanged } from '../facts.ts';

/** What follows from hours and closures at the moment it is asked. */
const Now = z.object({
  open: z.boolean(),
  opensAt: Timestamp.optional(),
  openUntil: Timestamp.optional(),
  announcement: z.string().optional().describe('What callers are told on days with other hours, and outside of them'),
});
export const HotlineAnswer = Hotline.omit({ hotlineId: true, week: true, holidayDates: true }).extend(Now.shape);

/** What `GET` answers can be sent back; what follows from the rest is not read. */
const HotlineBody = HotlineFile.extend({
  ...Now.partial().shape,
  zone: z.string().max(100).optional().describe('As it was read: a city stays in its time zone'),
  revision: z.int().positive().optional().describe('That of If-Match, if given at all'),
  ...HotlineChanged.extra.shape,
});
type HotlineBody = z.infer<typeof HotlineBody>;

export function hotlineOperations(service: Service): Operation[] {
  return [showHotline(service), putHotline(service)];
}

function showHotline(service: Service): Operation {
  return operation({
    name: 'hotline',
    method: 'get',
    path: '/hotline',
    command: 'hotline',
    summary: 'The city number, its hours, and whether it is open now',
    answers: { 200: HotlineAnswer },
    perMinute: 6_000,
  }).handledBy(() => Promise.resolve(hotlineAnswer(service)));
}

function putHotline(service: Service): Operation {
  const { log, directory, clock, logger } = service;
  const hotlines = log.aggregate(HotlineAggregate);
  return operation({
    name: 'change-hotline',
    method: 'put',
    path: '/hotline',
    summary: 'A new revision of the city number, its hours and the closures that hold for all departments',
    body: HotlineBody,
    ifMatch: true,
    answers: { 200: HotlineAnswer },
    refusals: ['invalid', 'not-found', 'revision-mismatch'],
  }).handledBy(async ({ body, ifMatch, cause, actor }) => {
    refuseContradiction(body, ifMatch, clock.zone);
    const { cityName, number, seats, hours, holidays, closures, replan } = body;
    const { year } = clock.now().toZonedDateTimeISO(clock.zone);
    const written = {
      hotlineId: 'main',
      zone: clock.zone,
      cityName,
      number,
      seats,
      hours,
      holidays,
      closures,
    } as const;
    const { state, sequence, repeated } = await hotlines.handle('main', { cause, actor }, (current) =>
      changeHotline(hotlineFrom(written, year), { expected: ifMatch, replan }, current),
    );
    if (!repeated) hotlineChanged(logger, { revision: state.revision });
    await directory.reached(sequence);
    return hotlineAnswer(service);
  });
}

function refuseContradiction({ zone, revision }: HotlineBody, ifMatch: number | undefined, cityZone: string): void {
  if (zone !== undefined && zone !== cityZone) {
    throw refuse('invalid', 'A city stays in its time zone.', [{ path: 'zone', message: `must be ${cityZone}` }]);
  }
  if (revision !== undefined && ifMatch !== undefined && revision !== ifMatch) {
    throw refuse('invalid', 'The revision in the body is not the one in If-Match.', [
      { path: 'revision', message: `must be ${ifMatch}` },
    ]);
  }
}

/** The city number as it is now, and the revision for the next change's `If-Match`. */
export function hotlineAnswer({ directory, clock }: Pick<Service, 'directory' | 'clock'>) {
  const body = hotlineNow(directory.hotline(), directory.hotlineCalendar(), clock.now());
  return { status: 200, body, headers: { ETag: `"${body.revision}"` } } as const;
}
