import { expect, it } from '@jest/globals';
import type { TimerDue } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import { createCalendar, parseHours, Temporal } from '@serviceportal/shared/time';
import { standesamt } from '../test/offices.ts';
import { createDigests, DIGEST_TIMER } from './digest.ts';
import type { Notify } from './notify.ts';

const now = Temporal.ZonedDateTime.from('2026-11-24T08:00:01+01:00[Europe/Berlin]');
const calendar = createCalendar({
  zone: now.timeZoneId,
  hours: parseHours(standesamt.hours),
  holidays: [],
  exceptions: [],
});
const context = { cause: { id: 'timer' }, actor: { type: 'service', id: 'notify' } } as const;

/** The Standesamt's timer of this morning fires while asking what it owes fails so. */
function fireWhere(failure: Error): { fired: Promise<void>; set: TimerDue[] } {
  const set: TimerDue[] = [];
  const notify = {
    directory: { atLeast: () => Promise.resolve(standesamt), calendarOf: () => calendar },
    lists: { owed: { of: () => Promise.reject(failure) } },
    timers: { set: (timer: TimerDue) => Promise.resolve(void set.push(timer)) },
    clock: { zone: now.timeZoneId },
    now: () => now,
  } as unknown as Notify;
  const timer = { kind: DIGEST_TIMER, id: 'standesamt', plan: 20_261_124, at: '2026-11-24T08:00:01+01:00' };
  return { fired: createDigests(notify).fired(timer, context), set };
}

it('a digest that cannot be written is an error, and the next morning has its timer', async () => {
  const { fired, set } = fireWhere(new Error('not as the contract says'));
  await expect(fired).rejects.toThrow('not as the contract says');
  expect(set).toEqual([
    { kind: DIGEST_TIMER, id: 'standesamt', plan: 20_261_125, at: expect.stringMatching(/^2026-11-25T08:00:01/) },
  ]);
});

it('without the database it is tried again in a moment', async () => {
  const { fired, set } = fireWhere(new Unavailable('the database is away'));
  await fired;
  expect(set).toMatchObject([{ plan: 20_261_124, at: expect.stringMatching(/^2026-11-24T08:00:07/) }]);
});
