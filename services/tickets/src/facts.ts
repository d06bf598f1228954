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
