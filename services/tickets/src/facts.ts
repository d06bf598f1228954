import { fact } from '@serviceportal/shared/telemetry';

export const ticketOpened = fact('ticket opened', 'Vormerkungen by department and where they came from', [
  'department',
  'origin',
]);
export const ticketTaken = fact('ticket taken', 'Tickets a clerk took, by department', ['department']);
export const callbackAttempted = fact('callback attempted', 'Calls to citizens, by department and result', [
  'department',
  'result',
]);
export const ticketAnswered = fact('ticket answered', 'Answers, by department and way', ['department', 'by']);
export const ticketClosed = fact('ticket closed', 'Tickets closed, by department', ['department']);
export const callbackDue = fact('callback due', 'Callbacks whose agreed time came, by department', ['department']);
export const statusAsked = fact('status asked', 'Questions of citizens for their status, by outcome', ['outcome']);
export const callbackOverdue = fact('callback overdue', 'Promises that passed without an answer, by department', [
  'department',
]);
export const callbackPlanned = fact('callback planned', 'Callbacks a clerk planned, by department', ['department']);
export const callbackMoved = fact('callback moved', 'Callbacks moved out of a closure, by department', ['department']);
export const ticketReopenedByCitizen = fact('ticket reopened by citizen', 'Answers that were none, by department', [
  'department',
]);
export const ticketReturned = fact('ticket returned', 'Tickets a clerk gave back, by department', ['department']);
export const ticketMoved = fact('ticket moved', 'Tickets that came from another department, by department', [
  'department',
]);
export const ticketReopened = fact('ticket reopened', 'Tickets clerks took up again, by department', ['department']);
export const ticketsMerged = fact('tickets merged', 'Tickets that another one holds now, by department', [
  'department',
]);
export const questionAdded = fact('question added', 'Questions added to tickets in work, by department', [
  'department',
]);
export const ticketErased = fact(
  'ticket erased',
  'Tickets whose citizen was forgotten, by department and why',
  ['department', 'why'],
  'lasting',
);
export const consentWithdrawn = fact(
  'consent withdrawn',
  'Consents to e-mail that were taken back',
  ['department', 'by'],
  'lasting',
);
export const personExported = fact('person exported', 'Times somebody was told all that is kept of them', []);
export const personsErased = fact('person erased', 'Wishes to be forgotten, by whether all is done', ['complete']);
export const erasureDropped = fact(
  'erasure dropped',
  'Unconfirmed wishes to be forgotten that a killed process left and that an owed answer stands against',
  [],
);
