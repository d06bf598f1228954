import { ExportedEvent, Id, KeptRecord, KnownRecord, RecordKind } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { Email, Phone } from '@serviceportal/shared/identity';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { recordsOf } from '../domain/person-export.ts';
import { personExported, personsErased } from '../facts.ts';
import type { Parts } from '../parts.ts';
import type { PersonErasing } from '../person-erasing.ts';
import type { ExportPerson } from '../person-export.ts';
import { type NameOf, PAGE_POLICY, personPage } from './person-page.ts';

const Whose = { phone: Phone.optional(), email: Email.optional() };
const isSomebody = ({ phone, email }: { phone?: string | undefined; email?: string | undefined }) => phone ?? email;
const Ids = z.array(Id).max(500).optional();
const nobody = { message: 'or email must be given', path: ['phone'] };

const Export = z.object({
  person: z.object({ phone: z.string().optional(), email: z.string().optional() }),
  exportedAt: z.string(),
  records: z.array(
    z.object({
      kind: RecordKind,
      id: z.string(),
      now: z.record(z.string(), z.unknown()).describe('The record as it is'),
      events: z.array(ExportedEvent.omit({ kind: true, id: true })).describe('What happened to it, oldest first'),
    }),
  ),
});

const Erased = z.object({
  erased: z
    .partialRecord(RecordKind, z.number())
    .describe('How many records of each kind were erased now, not those that were before'),
  kept: z.array(KeptRecord).describe('What stays for now, and why: a call that still goes on'),
  pending: z.array(z.string()).describe('Services that did not answer: it is done once they do'),
  unknown: z
    .array(KeptRecord.pick({ kind: true, id: true }))
    .optional()
    .describe('Of what was named by its id: what is not there'),
  complete: z.boolean().describe('Else ask again: what is done stays done'),
});

/** Where a ticket moves, `from` and `to` are departments; a wish has times there. */
const DEPARTMENT_FIELDS = new Set(['departmentId', 'from', 'to']);

/** For the data protection officer; by HTTP alone, so that no department's or frontend's account reaches them. */
export function personOperations(
  parts: Parts,
  { exporting, erasing }: { exporting: ExportPerson; erasing: PersonErasing },
): Operation[] {
  return [exportPerson(parts, exporting), erasePerson(parts, erasing)];
}

function exportPerson({ clock, logger, directory }: Parts, exporting: ExportPerson): Operation {
  const nameOf: NameOf = (field, id) => {
    if (DEPARTMENT_FIELDS.has(field)) return directory.department(id)?.name;
    if (field !== 'topicId') return undefined;
    return directory.departmentOfTopic(id)?.topics.find(({ topicId }) => topicId === id)?.name;
  };
  return operation({
    name: 'export-person',
    method: 'get',
    path: '/persons/export',
    summary: 'Everything that is kept of a person, by phone number, by e-mail address, or both',
    query: z.strictObject({ ...Whose, format: z.enum(['json', 'html']).optional() }).refine(isSomebody, nobody),
    answers: { 200: Export },
    refusals: ['unavailable'],
    page: true,
  }).handledBy(async ({ query: { phone, email, format } }) => {
    const records = recordsOf(await exporting({ phone, email }));
    const exportedAt = formatTimestamp(clock.now(), clock.zone);
    personExported(logger, { records: records.length });
    const asked = [phone, email].filter((given) => given !== undefined);
    return {
      status: 200,
      body: { person: { phone, email }, exportedAt, records },
      about: records,
      ...(format === 'html' && {
        page: personPage(asked, exportedAt, records, nameOf),
        headers: { 'Content-Security-Policy': PAGE_POLICY },
      }),
    };
  });
}

function erasePerson({ logger }: Parts, erasing: PersonErasing): Operation {
  return operation({
    name: 'erase-person',
    method: 'post',
    path: '/persons/erase',
    summary: 'Forgets a person everywhere; ids, times and counts stay. Asked again, it finishes what was left',
    body: z
      .strictObject({
        ...Whose,
        ticketIds: Ids.describe('Erased before: after a backup older than that was restored'),
        callIds: Ids,
        records: z.array(KnownRecord).max(500).optional().describe('The same, of any kind; a report with its time'),
        confirm: z.boolean().optional().describe('Needed where an answer is still owed: the promise is dropped'),
      })
      .refine((body) => isSomebody(body) ?? body.ticketIds ?? body.callIds ?? body.records, nobody),
    answers: { 200: Erased },
    refusals: ['conflict', 'unavailable'],
    recordsItself: true,
  }).handledBy(async ({ body: { confirm, ...person }, cause, actor }) => {
    const { erased, kept, pending, unknown } = await erasing.erase(person, confirm, { cause, actor });
    const complete = kept.length === 0 && pending.length === 0;
    const records = Object.values(erased).reduce((sum, count) => sum + count, 0);
    // Where it waits as a whole, nothing is done yet.
    if (complete || records > 0) personsErased(logger, { complete: String(complete), records });
    const body = { erased, kept, pending, complete, ...(unknown.length > 0 && { unknown }) };
    return { status: 200, body };
  });
}
