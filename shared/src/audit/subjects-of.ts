import { createHmac } from 'node:crypto';
import { AuditEntry } from '../contracts/audit.ts';
import { Id, PersonId } from '../contracts/values.ts';
import { parseEmail, parseTicketNumber } from '../identity/index.ts';
import type { Shown } from './own-work.ts';

export type Subject = AuditEntry['of'][number];
type Fields = Readonly<Record<string, unknown>>;

/** The fields that say whose data or what it is about, where a command or query names them. */
const ASKED = {
  callId: 'call',
  transferId: 'transfer',
  ticketId: 'ticket',
  taskId: 'task',
  mailId: 'mail',
  departmentId: 'department',
  articleId: 'article',
  gapId: 'gap',
  closureId: 'closure',
} as const;

/** The people of the city that a command or query names; their ids are what the sign-in gives. */
const PEOPLE = { agentId: 'agent', clerkId: 'clerk' } as const;

/** Those that are of interest in an answer: new ids, and whose data a list showed. */
const ANSWERED = ['callId', 'transferId', 'ticketId', 'taskId', 'mailId'] as const;

/** What a command or query was about: the ids in what was asked and answered, and what is said besides, each once. */
export function subjectsOf(
  asked: readonly unknown[],
  answer: unknown,
  hmacKey: string,
  about: readonly Subject[] = [],
): Subject[] {
  const found = new Map<string, Subject>();
  const add = (kind: string, id: unknown) => {
    // Most fields are not there, and parsing nothing costs more than all the rest.
    if (typeof id !== 'string' || !Id.safeParse(id).success) return;
    found.set(`${kind}:${id}`, { kind, id });
  };
  for (const fields of asked.filter(isFields)) {
    for (const [field, kind] of Object.entries(ASKED)) add(kind, fields[field]);
    for (const [field, kind] of Object.entries(PEOPLE)) {
      const { data } = PersonId.safeParse(fields[field]);
      if (data !== undefined) found.set(`${kind}:${data}`, { kind, id: actorMark(hmacKey, data) });
    }
    const { display } = fields;
    if (typeof display === 'string') add(ASKED.ticketId, parseTicketNumber(display));
    for (const kind of ['phone', 'email'] as const) {
      const text = fields[kind];
      if (typeof text === 'string') add(kind, contactMark(hmacKey, kind, text));
    }
  }
  for (const document of [answer, ...documentsIn(answer)].filter(isFields)) {
    for (const field of ANSWERED) add(ASKED[field], document[field]);
  }
  for (const { kind, id } of about) add(kind, id);
  return [...found.values()];
}

/**
 * What stands for a number (E.164) or address, so that it can be found by whoever knows it and has the city's key. Of an
 * address in any spelling it is the same: a person's records are found whatever the case of its letters, too.
 */
export function contactMark(hmacKey: string, kind: 'phone' | 'email', contact: string): string {
  return mark(hmacKey, kind, kind === 'email' ? (parseEmail(contact) ?? contact).toLowerCase() : contact);
}

function mark(hmacKey: string, kind: string, text: string): string {
  return createHmac('sha256', hmacKey).update(`audit\n${kind}\n${text}`).digest('base64url');
}

/** The id of an actor, or of an agent or clerk who is named; of a sign-in whose ids are addresses or numbers what stands for it. */
export function actorMark(hmacKey: string, id: string): string {
  return AuditEntry.shape.actor.shape.id.safeParse(id).success ? id : mark(hmacKey, 'actor', id);
}

/** The calls, tickets, tasks and mails in an answer: its list's items, what it holds under a name, else the answer itself. */
export function documentsIn(answer: unknown): (Fields & Shown)[] {
  if (!isFields(answer)) return [];
  const named = ['call', 'ticket', 'task', 'mail'].map((name) => answer[name]);
  const items = Array.isArray(answer['items']) ? (answer['items'] as unknown[]) : undefined;
  if (items) return items.filter(isFields);
  const within = named.filter(isFields);
  return within.length > 0 ? within : [answer];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
