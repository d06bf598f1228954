import { callbackWindow, day, time } from './german-time.ts';
import type { TicketLetter } from './language.ts';

/** What happens when: the callback, or the mail, and the promise. */
export function nextStep({ answerBy, callback, department, promiseBy }: TicketLetter): string {
  const promise = `Spätestens ${day(promiseBy)} um ${time(promiseBy)} Uhr`;
  if (!callback && answerBy === 'email') return `${promise} erhalten Sie per E-Mail Nachricht von uns.`;
  if (!callback) return `Der Fachbereich ${department} ruft Sie zurück. ${promise} hören Sie von uns.`;
  return (
    `Der Fachbereich ${department} ruft Sie ${callbackWindow(callback)} zurück. ` +
    `Sollten wir Sie nicht erreichen, versuchen wir es noch einmal. ${promise} hören Sie von uns.`
  );
}
