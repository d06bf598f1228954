import type { Ticket } from '@serviceportal/shared/contracts';
import { ofDepartments } from '@serviceportal/shared/view';
import mongoose from 'mongoose';
import { anySpelling, escaped } from './spelling.ts';

/** What a list can be narrowed to. `dueBefore` is text in the city's zone, `phone` E.164, `q` any part of the text. */
export interface TicketFilter {
  /** Those of these departments; all where none are named. */
  readonly departments?: readonly string[] | undefined;
  readonly state?: readonly Ticket['state'][];
  readonly answerBy?: Ticket['answerBy'];
  readonly assignee?: string;
  readonly overdue?: boolean;
  readonly dueBefore?: string;
  readonly phone?: string;
  /** By one or the other. */
  readonly person?: { readonly phone?: string | undefined; readonly email?: string | undefined };
  readonly topicId?: string | undefined;
  readonly q?: string;
}

const { trusted } = mongoose;

/** Fewer characters would find every tenth ticket by its number. */
const SHORTEST_NUMBER_PART = 3;

/** The filter as the database reads it. */
export function queryOf({ departments, state, answerBy, assignee, ...rest }: TicketFilter): Record<string, unknown> {
  const { overdue, dueBefore, phone, person, topicId, q } = rest;
  return {
    ...ofDepartments('departmentId', departments),
    ...(state && { state: trusted({ $in: state }) }),
    ...(answerBy && { answerBy }),
    ...(assignee && { assignee }),
    ...(overdue !== undefined && { overdueAt: trusted({ $exists: overdue }) }),
    ...(dueBefore && { promiseBy: trusted({ $lt: dueBefore }) }),
    ...(phone && { 'citizen.phone': phone }),
    ...(topicId && { topicId }),
    ...(person && { $or: eitherOf(person) }),
    ...(q && { $or: anywhere(q) }),
  };
}

function eitherOf({ phone, email }: NonNullable<TicketFilter['person']>): Record<string, unknown>[] {
  return [...(phone ? [{ 'citizen.phone': phone }] : []), ...(email ? [{ 'citizen.email': whole(email) }] : [])];
}

/** The whole text; upper and lower case are the same. */
function whole(text: string) {
  return trusted({ $regex: `^${escaped(text)}$`, $options: 'i' });
}

/** In what was asked, in the name, or in the ticket's number, however it is written. */
function anywhere(q: string): Record<string, unknown>[] {
  const found = trusted({ $regex: anySpelling(q), $options: 'i' });
  const number = q.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  const isNumber = number.length >= SHORTEST_NUMBER_PART && /^[0-9A-Z]+$/.test(number);
  return [
    { subject: found },
    { question: found },
    { 'citizen.name': found },
    ...(isNumber ? [{ _id: trusted({ $regex: escaped(number.replaceAll('O', '0').replace(/[IL]/g, '1')) }) }] : []),
  ];
}
