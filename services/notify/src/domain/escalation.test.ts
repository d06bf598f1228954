import { describe, expect, it } from '@jest/globals';
import type { Mail, OfficeMailContent } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { createCalendar, parseHours, Temporal } from '@serviceportal/shared/time';
import { ticketOf } from '../../test/city.ts';
import { officeContent } from '../templates/sample-content.ts';
import { escalationTime, gatherEscalation } from './escalation.ts';
import { escalationIdOf } from './ids.ts';
import { escalationOf, type Office } from './office-mail.ts';

const at = (time: string) => Temporal.ZonedDateTime.from(`2026-11-23T${time}+01:00[Europe/Berlin]`);
const now = at('10:00:00');
const hours = createCalendar({
  ...{ zone: 'Europe/Berlin', hours: parseHours('Mo-Fr 08:00-16:00'), holidays: [], exceptions: [] },
});
const office: Office = {
  departmentId: 'standesamt',
  contacts: { ...officeContent, departmentNumber: '02151 86-2351' },
  contact: { name: 'Leitung Standesamt', email: 'leitung@krefeld.example' },
};
const missed = () => ticketOf({ phone: '+4915112345678' }, { promiseBy: '2026-11-23T09:59:00+01:00' });
const plan = { date: '2026-11-23', part: 1, notBefore: '2026-11-23T10:00:03+01:00', heldBack: 'more-to-come' } as const;
const draft = () => escalationOf(office, missed(), plan, { domain: 'krefeld.example', isProtected: true });

function stateOf(decision: Decision<Mail> | undefined): Mail {
  if (!decision || decision === alreadyDone || decision instanceof Refusal) throw new Error('nothing happened');
  return { ...decision.state, revision: 1 };
}
const begun = stateOf(gatherEscalation(draft(), missed(), undefined, now));
const told = ({ content }: Mail) => content as OfficeMailContent;

describe('the mail on missed promises', () => {
  it('tells of all that were missed until it goes: fifty by their number, the others counted', () => {
    let mail = begun;
    for (let i = 1; i < 243; i++) mail = stateOf(gatherEscalation(draft(), missed(), mail, now));
    expect(mail).toMatchObject({ mailId: begun.mailId, notBefore: plan.notBefore, state: 'queued' });
    expect(told(mail).tickets).toHaveLength(50);
    expect(told(mail).more).toBe(193);
    for (let i = 243; i < 1_000; i++) mail = stateOf(gatherEscalation(draft(), missed(), mail, now));
    expect(gatherEscalation(draft(), missed(), mail, now)).toBeUndefined();
  });

  it.each<[string, Partial<Mail>, string]>([
    ['its time has come', {}, '10:00:03'],
    ['it is being sent', { state: 'sending' }, '10:00:00'],
    ['it was sent', { state: 'sent' }, '10:00:00'],
    ['somebody sends it at once', { notBefore: undefined }, '10:00:00'],
  ])('takes no more when %s', (_what, changes, time) => {
    expect(gatherEscalation(draft(), missed(), { ...begun, ...changes }, at(time))).toBeUndefined();
  });

  it('goes in a moment, some time after the one before, in the hours of the office', () => {
    const before = { ...begun, sentAt: '2026-11-23T09:58:00+01:00' };
    expect(escalationTime(now, undefined, hours)).toEqual({ ...plan, date: undefined, part: undefined });
    expect(escalationTime(now, before, hours).notBefore).toBe('2026-11-23T10:08:00+01:00');
    expect(escalationTime(at('12:00:00'), before, hours).notBefore).toBe('2026-11-23T12:00:03+01:00');
    const tomorrow = { notBefore: '2026-11-24T08:00:00+01:00', heldBack: 'office-closed' };
    expect(escalationTime(at('20:00:00'), before, hours)).toEqual(tomorrow);
    expect(escalationTime(at('15:59:58'), undefined, hours)).toEqual(tomorrow);
  });

  it('has an id of at most 64 characters', () => {
    expect(escalationIdOf('a'.repeat(60), '2026-11-24', 999)).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });
});
