import type { Attempt, Ticket } from '@serviceportal/shared/contracts';
import { callbackTaskIdOf, planTaskIdOf } from './ids.ts';
import type { TaskDraft } from './task.ts';

/** Ring the citizen now. */
export function callbackTaskOf(ticket: Ticket, callbackDue = ticket.callbackDue): TaskDraft {
  const { ticketId, departmentId, callbackAt, callbackUntil } = ticket;
  return {
    taskId: callbackTaskIdOf({ ticketId, callbackDue }),
    departmentId,
    ticketId,
    kind: 'callback',
    attempt: callbackDue,
    callbackAt,
    callbackUntil,
  };
}

/** Ring a citizen without a mail address, to say that the callback comes at another time; one for each planning. */
export function movedTaskOf(ticket: Ticket, plan = ticket.callbackPlan): TaskDraft {
  const { ticketId, departmentId, callbackAt, callbackUntil } = ticket;
  const taskId = planTaskIdOf(ticketId, 'callback-moved', plan);
  return { taskId, departmentId, ticketId, kind: 'callback-moved', callbackAt, callbackUntil };
}

/** Write to a citizen without a mail address whom nobody reached; one for each planning. */
export function letterTaskOf({ ticketId, departmentId, callbackPlan }: Ticket, plan = callbackPlan): TaskDraft {
  return { taskId: planTaskIdOf(ticketId, 'letter', plan), departmentId, ticketId, kind: 'letter' };
}

/** A task that an event settles. One that is `expected` may not be there only because its own event comes later. */
export interface TaskToSettle {
  readonly draft: TaskDraft;
  readonly expected: boolean;
}

/** A clerk rang: what was to be done until then is settled; the letter only when they were reached or are rung again. */
export function settledByAttempt(ticket: Ticket): TaskToSettle[] {
  const last = ticket.attempts.at(-1);
  const plannedNext = last?.nextAt !== undefined;
  const callbackPlan = ticket.callbackPlan - (plannedNext ? 1 : 0);
  // Where the attempt planned another, nobody knows whether one had been planned before it.
  const callbackAt = plannedNext ? undefined : ticket.callbackAt;
  const settled = tasksSettled({ ...ticket, callbackAt, callbackPlan, attempts: ticket.attempts.slice(0, -1) });
  const noLetter = last?.result === 'reached' || plannedNext;
  return noLetter ? settled : settled.filter(({ draft }) => draft.kind !== 'letter');
}

/** The callback comes at another time: what was to be done about the one before is settled. */
export function settledByPlanning(ticket: Ticket, previously: string | undefined): TaskToSettle[] {
  return tasksSettled({ ...ticket, callbackAt: previously, callbackPlan: ticket.callbackPlan - 1 });
}

/** The callback is due: whoever was to be told of its new time is rung anyway. */
export function settledByDue(ticket: Ticket): TaskToSettle[] {
  return ticket.citizen.email === undefined ? movedTasks({ ...ticket, callbackPlan: ticket.callbackDue }) : [];
}

/** The tasks of a ticket as it is before its callback is made, moved or given up: nobody has to do them any more. */
export function tasksSettled(before: Ticket): TaskToSettle[] {
  // One that was due earlier may still be there: where another ticket's callback took its place, nobody settled it.
  const callbacks = upTo(before.callbackDue).map((due) => ({
    draft: callbackTaskOf(before, due),
    expected: due === before.callbackDue,
  }));
  // Whoever has a mail address gets mails instead.
  if (before.citizen.email !== undefined) return callbacks;
  const plans = upTo(before.callbackPlan);
  const isLast = (plan: number) => plan === before.callbackPlan;
  const letters = plans.map((plan) => ({
    draft: letterTaskOf(before, plan),
    expected: isLast(plan) && before.callbackAt === undefined && isLastTry(before.attempts.at(-1)),
  }));
  const givenUp = before.attempts.some(isLastTry);
  return [...callbacks, ...movedTasks(before), ...(givenUp ? letters : [])];
}

function movedTasks(ticket: Ticket): TaskToSettle[] {
  if (!wasPlannedAnew(ticket)) return [];
  const isLast = (plan: number) => plan === ticket.callbackPlan;
  return upTo(ticket.callbackPlan).map((plan) => ({ draft: movedTaskOf(ticket, plan), expected: isLast(plan) }));
}

/** 1, 2, …, `last` */
function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** Whether any planning was neither the first nor the next try after an attempt. */
function wasPlannedAnew({ attempts, callbackPlan }: Ticket): boolean {
  return callbackPlan - 1 > attempts.filter(({ nextAt }) => nextAt !== undefined).length;
}

/** Whether nobody was there and no other try was planned. */
function isLastTry(attempt: Attempt | undefined): boolean {
  return attempt !== undefined && attempt.result !== 'reached' && attempt.nextAt === undefined;
}
