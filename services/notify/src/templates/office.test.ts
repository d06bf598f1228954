import { describe, expect, it } from '@jest/globals';
import { letterOf } from './letter.ts';
import { officeContent as office } from './sample-content.ts';

const setting = { zone: 'Europe/Berlin', statusUrl: 'https://www.krefeld.example/vormerkung?a=1&b=2' };
describe('what offices get', () => {
  it('is in German whatever is asked for, and says in the morning how things stand', () => {
    const digest = { date: '2026-11-24', open: 13, dueToday: 2, overdue: 1 };
    const content = { ...office, digest, more: 12 };
    const mail = letterOf({ template: 'department-digest', citizen: { language: 'en' }, content }, setting);
    expect(mail.language).toBe('de');
    expect(mail.subject).toBe('Vormerkungen Standesamt: 13 offen, 2 heute fällig, 1 überfällig');
    expect(mail.text).toContain(
      'Tag: Dienstag, 24. November 2026\nOffen: 13\nDavon heute fällig: 2\nDavon überfällig: 1',
    );
    expect(mail.text).toContain(
      '- 7K3Q-9F2M: zugesagt bis Montag, 23. November 2026, 16:00 Uhr; Rückruf am Dienstag, 24. November 2026, ' +
        'ab 8:00 Uhr; in Arbeit; überfällig',
    );
    expect(mail.text).toContain('Dazu kommen 12 weitere');
  });

  it('says at once that a promise was missed', () => {
    const { subject, text } = letterOf({ template: 'escalation', citizen: {}, content: office }, setting);
    expect(subject).toBe('Zusage überschritten: Vormerkung 7K3Q-9F2M, Standesamt');
    expect(text).toContain('im Fachbereich Standesamt ist eine Zusage verstrichen');
    const many = letterOf(
      {
        template: 'escalation',
        citizen: {},
        content: { ...office, tickets: [...office.tickets, ...office.tickets], more: 241 },
      },
      setting,
    );
    expect(many.subject).toBe('Zusagen überschritten: 243 Vormerkungen, Standesamt');
    expect(many.text).toContain('sind 243 Zusagen verstrichen');
    expect(many.text).toContain('Dazu kommen 241 weitere;');
  });
});
