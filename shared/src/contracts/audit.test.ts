import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isIntact } from '../audit/index.ts';
import { AuditAnchor, AuditEntry, AuditRecord, auditSubject, auditWriterOf } from './index.ts';

function example(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`audit-examples/${name}`, import.meta.url), 'utf8'));
}

/** As they stood on the wire; they stay for ever, as the log is kept for a year. */
describe.each([
  ['audit-record.v1.json', AuditRecord],
  ['audit-anchor.v1.json', AuditAnchor],
])('%s', (name, schema) => {
  it('is still understood, and loses nothing by being parsed', () => {
    expect(schema.parse(example(name))).toEqual(example(name));
  });

  it('still has the hash that was made of it', () => {
    expect(isIntact(schema.parse(example(name)))).toBe(true);
  });

  it('has another hash when anything in it changes', () => {
    const message = schema.parse(example(name));
    expect(isIntact({ ...message, number: message.number + 1 })).toBe(false);
    expect(isIntact({ ...message, previous: '' })).toBe(false);
  });
});

describe('an entry', () => {
  const [entry] = AuditRecord.parse(example('audit-record.v1.json')).entries as [AuditEntry];

  it.each([
    ['a name', { actor: { type: 'agent', id: 'Erika Mustermann' } }],
    ['an address', { actor: { type: 'agent', id: 'erika@example.de' } }],
    ['a number', { actor: { type: 'agent', id: '02151862164' } }],
    ['a number as an id', { of: [{ kind: 'phone', id: '+492151862164' }] }],
    ['a sentence', { why: 'She asked for it.' }],
    ['a time without UTC', { at: '2026-11-23T10:00:00+01:00' }],
    ['more subjects than anybody reads', { of: Array.from({ length: 501 }, () => ({ kind: 'ticket', id: 'x' })) }],
  ])('has no room for %s', (_what, change) => {
    expect(AuditEntry.safeParse({ ...entry, ...change }).success).toBe(false);
  });
});

it('a writer is what its subject says', () => {
  expect(auditWriterOf(auditSubject('tickets.tickets-1'))).toBe('tickets.tickets-1');
});
