import { type Addition, QuestionAdded, type Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { type Refusal, refuse } from '@serviceportal/shared/errors';
import { isInWork, noSuchTicket } from './ticket.ts';

/**
 * An event carries the whole ticket and must stay small enough for the server (512 KiB), whatever script it is written in;
 * room for attempts, the answer and the outcome is left.
 */
const MOST_ADDITIONS = 20;
const MOST_CHARACTERS = 60_000;

/** The citizen asked again: what they said is added to the ticket in work, whoever has it. `at` is the time in the city. */
export function addQuestion(added: Omit<Addition, 'at'>, ticket: Ticket | undefined, at: string): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const { additions = [] } = ticket;
  if (additions.some((known) => isSame(known, added))) return alreadyDone;
  if (!isInWork(ticket)) return refuse('conflict', `The ticket is ${ticket.state} already.`);
  const addition = { ...added, at };
  return (
    whyTooMany(ticket, [addition]) ??
    happened(QuestionAdded, { ...ticket, additions: [...additions, addition] }, { addition })
  );
}

/** Why so much cannot be added to the ticket; undefined if it can. */
export function whyTooMany(
  { additions = [] }: Pick<Ticket, 'additions'>,
  more: readonly Addition[],
): Refusal | undefined {
  const all = [...additions, ...more];
  const characters = all.reduce((sum, { subject = '', question }) => sum + subject.length + question.length, 0);
  if (all.length <= MOST_ADDITIONS && characters <= MOST_CHARACTERS) return undefined;
  return refuse(
    'conflict',
    `Not more than ${MOST_ADDITIONS} questions with ${MOST_CHARACTERS} characters can be added to a ticket.`,
  );
}

/** The same words in the same call are the same question said once. */
function isSame(known: Addition, added: Omit<Addition, 'at'>): boolean {
  return added.callId !== undefined && known.callId === added.callId && known.question === added.question;
}
