import { expect, describe, it } from '@jest/globals';
import { Call, EVENTS, Mail, Task, Ticket, Transfer } from '@serviceportal/shared/contracts';
import { z } from 'zod';
import { recordsOf } from '../domain/person-export.ts';
import { HAPPENINGS } from '../domain/person-happenings.ts';
import { FIELDS, LEFT_OUT } from '../domain/person-words.ts';
import { sampleTicket } from '../domain/sample-ticket.ts';
import { personPage } from './person-page.ts';

/** The names of all fields of records that are kept of people, at any depth; not of what is in one that is left out. */
function fieldNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(fieldNames);
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, ...rest } = schema as { properties?: Record<string, unknown> };
  return [
    ...Object.keys(properties ?? {}),
    ...Object.entries(properties ?? {}).flatMap(([name, inside]) => (LEFT_OUT.has(name) ? [] : fieldNames(inside))),
    ...fieldNames(Object.values(rest)),
  ];
}

const OF_PEOPLE = ['call', 'transfer', 'ticket', 'mail', 'task'];
const events = EVENTS.filter(({ aggregate }) => OF_PEOPLE.includes(aggregate.name));

describe('the page for a person', () => {
  it('has German words for every field and every event of every kind of record, or leaves the field out', () => {
    const schemas = [...[Call, Transfer, Ticket, Mail, Task], ...events.map(({ data }) => data)];
    const names = new Set(
      schemas.flatMap((schema) => fieldNames(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))),
    );
    const own = new Set([...OF_PEOPLE, 'handled']);
    expect(names.size).toBeGreaterThan(80);
    expect([...names].filter((name) => !own.has(name) && !(name in FIELDS) && !LEFT_OUT.has(name))).toEqual([]);
    expect(events.map(({ type }) => type).filter((type) => !(type in HAPPENINGS))).toEqual([]);
  });

  it('shows values as people read them, nothing of our bookkeeping and nobody of the staff', () => {
    const wording = 'Ich bin einverstanden, dass die Antwort per E-Mail kommt. Das kann ich jederzeit widerrufen.';
    const at = '2026-11-23T10:07:00+01:00';
    const state = sampleTicket({
      ...{ reason: 'takes-longer', topicId: 'geburtsurkunde', assignee: 'anna', question: 'constructor' },
      citizen: { name: '<b>Erika', emailConsent: { wording, at, channel: 'phone' } },
      attempts: [{ at, clerkId: 'anna', result: 'no-answer', note: 'Mailbox' }],
    });
    const changed = { ...state, 'event.origin': 'call', 'event.clerkId': 'anna' };
    const records = recordsOf([{ kind: 'ticket', id: '7K3Q9F2M', type: 'TicketTaken', at, by: 'clerk:anna', changed }]);
    const names = new Map([
      ['standesamt', 'Standesamt'],
      ['geburtsurkunde', 'Geburtsurkunde'],
    ]);
    const page = personPage(['0215155501'], at, records, (_, id) => names.get(id));
    for (const text of [
      'Vormerkung 7K3Q-9F2M',
      'In Bearbeitung genommen (Mitarbeiterin/Mitarbeiter)',
      '&#60;b&#62;Erika',
    ])
      expect(page).toContain(text);
    const shown = page
      .replace(/<style>.*<\/style>/s, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(shown).toContain('Stand offen Eingegangen über Telefon Betreff Geburtsurkunde Anliegen constructor');
    expect(shown).toContain(`Wortlaut der Einwilligung ${wording} Am 23.11.2026, 10:07 Uhr Erklärt über Telefon`);
    expect(shown).toContain('Grund die Antwort dauert länger');
    expect(shown).toContain('Ergebnis nicht abgenommen Notiz Mailbox');
    expect(shown).not.toMatch(/anna|Revision|origin|wishMet|takes-longer|clerk|callbackPlan|no-answer/);
    expect(page).toMatch(/class="row wide">\s*<dt>Wortlaut der Einwilligung/);
  });
});
