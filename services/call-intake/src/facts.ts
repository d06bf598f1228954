import { fact } from '@serviceportal/shared/telemetry';

export const callReceived = fact('call received', 'Calls, by whether the hotline was open', ['hours']);
export const callAnswered = fact('call answered', 'Calls that an agent took', []);
export const callResolved = fact('call resolved', 'Calls that the agent answered directly', []);
export const callOver = fact('call over', 'Calls by how they ended and who ended them', ['state', 'by']);
export const transferRequested = fact('transfer requested', 'Transfers that agents asked for', [
  'department',
  'fallback',
]);
export const transferEnded = fact('transfer ended', 'What came of transfers', ['department', 'outcome']);
export const transferBounced = fact('transfer bounced', 'Transfers that nobody in the department picked up', [
  'department',
]);
export const articlesRequested = fact('articles requested', 'Mails with articles that callers wanted', []);
export const agentStateChanged = fact('agent state changed', 'What agents said they do', ['state']);
export const callErased = fact('call erased', 'Calls whose caller was forgotten, by why', ['why'], 'lasting');
export const reportErased = fact(
  'report erased',
  'Reports that could not be read and were erased, by why',
  ['why'],
  'lasting',
);
