/** Calls, transfers and tickets for the tests beside it. */
import type { Call, CallTransfer, Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { callWith } from './call.ts';

export const RECEIVED = '2026-11-23T09:59:40+01:00';
export const NOW = '2026-11-23T10:00:00+01:00';
export const CALLER = '+492151123456';

/** A call of these facts; ringing unless told. */
export function given(facts: Partial<Omit<Call, 'state' | 'tickets'>> = {}): Call {
  const ringing: Omit<Call, 'state' | 'tickets' | 'revision'> = {
    callId: 'c1',
    line: 'hotline',
    citizen: { phone: CALLER },
    source: 'pbx',
    receivedAt: RECEIVED,
    withinHours: true,
    transfers: [],
  };
  return { revision: 1, ...callWith({ ...ringing, ...facts }) };
}

export function transferOf(transferId: string, known: Partial<CallTransfer> = {}): CallTransfer {
  return {
    transferId,
    departmentId: 'standesamt',
    outcome: 'pending',
    requestedAt: NOW,
    request: { subject: 'Geburtsurkunde', question: 'Wie lange dauert es?', citizen: {}, fallback: 'callback' },
    ...known,
  };
}

export function ticketOf(ticketId: string, known: Partial<Ticket> = {}): Ticket {
  return {
    ticketId,
    departmentId: 'standesamt',
    state: 'open',
    origin: 'call',
    subject: 'Geburtsurkunde',
    question: 'Wie lange dauert es?',
    citizen: { phone: CALLER },
    callId: 'c1',
    reason: 'closed',
    answerBy: 'callback',
    openedAt: NOW,
    promiseBy: '2026-11-24T16:00:00+01:00',
    callbackAt: '2026-11-24T08:00:00+01:00',
    callbackUntil: '2026-11-24T10:00:00+01:00',
    callbackPlan: 1,
    callbackDue: 0,
    attempts: [],
    directoryRevision: 1,
    revision: 1,
    ...known,
  };
}

function happenedOf<State>(decision: Decision<State>) {
  if (decision instanceof Refusal || decision === alreadyDone) throw new Error(`nothing happened: ${String(decision)}`);
  return decision;
}

/** The call, or the team, after what was decided. */
export function after<State>(decision: Decision<State>): State {
  return happenedOf(decision).state;
}

/** The event's type and what it carries besides the call. */
export function eventOf<State>(decision: Decision<State>): [type: string, extra: Record<string, unknown>] {
  const { contract, extra } = happenedOf(decision);
  return [contract.type, extra];
}
