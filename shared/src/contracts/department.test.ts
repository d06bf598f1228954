import { describe, expect, it } from '@jest/globals';
import { contactOn, type OfficeContact } from './department.ts';

const autumn = { from: '2026-10-17', to: '2026-10-31' };
const day = { from: '2026-11-23', to: '2026-11-23' };

function contact(email: string, ...absences: NonNullable<OfficeContact['absences']>): OfficeContact {
  return { name: email, email, absences };
}

describe('whom a department is written to', () => {
  it.each<[string, string, OfficeContact | undefined, OfficeContact[] | undefined, string]>([
    ['the lead', '2026-11-23', contact('lead'), [contact('first')], 'lead lead'],
    ['the lead before an absence', '2026-10-16', contact('lead', autumn), [contact('first')], 'lead lead'],
    ['a deputy on its first day', '2026-10-17', contact('lead', autumn), [contact('first')], 'deputy first'],
    ['a deputy on its last day', '2026-10-31', contact('lead', autumn), [contact('first')], 'deputy first'],
    ['the lead after it', '2026-11-01', contact('lead', autumn), [contact('first')], 'lead lead'],
    ['the lead between two absences', '2026-11-10', contact('lead', autumn, day), undefined, 'lead lead'],
    ['a deputy in the second absence', '2026-11-23', contact('lead', autumn, day), [contact('first')], 'deputy first'],
    [
      'the next deputy',
      '2026-10-20',
      contact('lead', autumn),
      [contact('first', autumn), contact('second'), contact('third')],
      'deputy second',
    ],
    ['a deputy without a lead', '2026-11-23', undefined, [contact('first')], 'deputy first'],
    [
      'the mailbox while all are away',
      '2026-10-20',
      contact('lead', autumn),
      [contact('first', autumn)],
      'mailbox mailbox',
    ],
    ['the mailbox without deputies', '2026-10-20', contact('lead', autumn), undefined, 'mailbox mailbox'],
    ['the mailbox where nobody is named', '2026-11-23', undefined, [], 'mailbox mailbox'],
  ])('%s', (_who, date, lead, deputies, expected) => {
    const { role, email } = contactOn({ name: 'Standesamt', mailbox: 'mailbox', lead, deputies }, date);
    expect(`${role} ${email}`).toBe(expected);
  });

  it('is named: a mailbox after its department', () => {
    expect(contactOn({ name: 'Standesamt', mailbox: 'standesamt@stadt.example' }, '2026-11-23')).toEqual({
      role: 'mailbox',
      name: 'Standesamt',
      email: 'standesamt@stadt.example',
    });
  });
});
