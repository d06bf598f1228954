import { describe, expect, it } from '@jest/globals';
import { OfficeMailContent } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { ticketOf } from '../../test/city.ts';
import { digestIdOf } from './ids.ts';
import { digestMailOf, escalationOf, type Office } from './office-mail.ts';
import { owedFrom, owedOf } from './owed.ts';

const now = Temporal.ZonedDateTime.from('2026-11-24T08:00:00+01:00[Europe/Berlin]');
const setting = { domain: 'krefeld.example', isProtected: true };
const office: Office = {
  departmentId: 'standesamt',
  contacts: {
    departmentName: 'Standesamt',
    departmentNumber: '02151 86-2351',
    hotlineNumber: '02151 86-0',
    cityName: 'Krefeld',
  },
  contact: { name: 'Leitung Standesamt', email: 'leitung@krefeld.example' },
};
const citizen = { name: 'Erika Mustermann', phone: '+4915112345678', email: 'erika@example.org' };
const due = (promiseBy: string, overdueAt?: string) => owedOf(ticketOf(citizen, { promiseBy, overdueAt }));

describe('the digest', () => {
  it('counts what is open, due today and overdue, the most urgent first', () => {
    const tomorrow = due('2026-11-25T16:00:00+01:00');
    const today = due('2026-11-24T16:00:00+01:00');
    const missed = due('2026-11-23T15:00:00Z', '2026-11-23T16:00:00+01:00');
    const mail = digestMailOf(office, [tomorrow, today, missed], setting, now)!;
    expect(mail).toMatchObject({
      mailId: 'digest-2026-11-24-standesamt',
      template: 'department-digest',
      citizen: {},
      office: { email: 'leitung@krefeld.example' },
      messageId: '<digest-2026-11-24-standesamt@krefeld.example>',
      content: {
        digest: { date: '2026-11-24', open: 3, dueToday: 1, overdue: 1 },
        tickets: [
          { ticketId: missed.ticketId, overdue: true },
          { ticketId: today.ticketId, overdue: false },
          { ticketId: tomorrow.ticketId, overdue: false },
        ],
        more: 0,
      },
    });
    expect(JSON.stringify(mail)).not.toMatch(/Mustermann|Scheidung|4915112345678|erika/);
  });

  it('does not take a time that the database keeps as a null for one', () => {
    const byMail = due('2026-11-25T16:00:00+01:00');
    const mail = digestMailOf(office, [owedFrom({ ...byMail, callbackAt: null, overdueAt: null })], setting, now)!;
    expect(OfficeMailContent.parse(mail.content)).toMatchObject({
      digest: { open: 1, dueToday: 0, overdue: 0 },
      tickets: [{ ticketId: byMail.ticketId, callbackAt: undefined, overdue: false }],
    });
  });

  it('lists the fifty most urgent of very many', () => {
    const content = digestMailOf(
      office,
      Array.from({ length: 60 }, () => due('2026-11-25T16:00:00+01:00')),
      setting,
      now,
    )!.content as OfficeMailContent;
    expect(content.tickets).toHaveLength(50);
    expect(content).toMatchObject({ more: 10, digest: { open: 60 } });
  });

  it('is not written where nothing is owed', () => {
    expect(digestMailOf(office, [], setting, now)).toBeUndefined();
  });

  it('has an id of at most 64 characters, another one for each department and day', () => {
    const long = 'a'.repeat(60);
    const ids = [`${long}-eins`, `${long}-zwei`].flatMap((id) => [
      digestIdOf(id, '2026-11-24'),
      digestIdOf(id, '2026-11-25'),
    ]);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
  });
});

describe('the escalation', () => {
  it('tells who leads the department of one ticket, without a word of the citizen', () => {
    const ticket = ticketOf(citizen, { ticketId: '7K3Q9F2M', state: 'taken', promiseBy: '2026-11-24T07:30:00+01:00' });
    const plan = {
      date: '2026-11-24',
      part: 2,
      notBefore: '2026-11-24T08:00:03+01:00',
      heldBack: 'more-to-come',
    } as const;
    const mail = escalationOf(office, ticket, plan, setting);
    expect(mail).toMatchObject({
      mailId: 'escalation-2026-11-24-standesamt-2',
      office: { name: 'Leitung Standesamt' },
      content: { tickets: [{ ticketId: '7K3Q9F2M', state: 'taken', overdue: true }] },
    });
    expect(JSON.stringify(mail)).not.toMatch(/Mustermann|Scheidung|4915112345678|erika/);
  });
});
