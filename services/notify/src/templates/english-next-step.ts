import { callbackWindow, day, time } from './english-time.ts';
import type { TicketLetter } from './language.ts';

/** What happens when: the callback, or the mail, and the promise. */
export function nextStep({ answerBy, callback, department, promiseBy }: TicketLetter): string {
  const promise = `by ${time(promiseBy)} on ${day(promiseBy)} at the latest`;
  if (!callback && answerBy === 'email') return `You will hear from us by e-mail ${promise}.`;
  if (!callback) return `The department ${department} will call you back. You will hear from us ${promise}.`;
  return (
    `The department ${department} will call you back ${callbackWindow(callback)}. ` +
    `If we cannot reach you, we will try again. You will hear from us ${promise}.`
  );
}
