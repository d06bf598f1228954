import { fact } from '@serviceportal/shared/telemetry';

/** What this service tells operations; ids and departments only. */
export const mailQueued = fact('mail queued', 'Mails to be sent, by template', ['template']);
export const mailSent = fact('mail sent', 'Mails the mail server took, by template', ['template']);
export const mailFailed = fact('mail not taken', 'Mails the mail server did not take, by why and whether for good', [
  'kind',
  'permanent',
]);
export const mailResent = fact(
  'mail resent after an interrupted sending',
  'Mails sent again because nobody knows whether a killed process had sent them; the same Message-ID',
  ['template'],
);
export const taskOpened = fact('task opened', 'Tasks of departments, by kind', ['department', 'kind']);
export const taskDone = fact('task done', 'Tasks of departments that are done, by kind', ['department', 'kind']);
export const taskReturned = fact('task returned', 'Tasks of departments that a clerk gave back, by kind', [
  'department',
  'kind',
]);
export const mailThrottled = fact(
  'mail held back',
  'Mails that wait since their recipient had many within an hour, by template',
  ['template'],
);
export const mailNotWritten = fact('mail not written', 'Mails that nobody could be sent, by template and why', [
  'template',
  'why',
]);
export const mailErased = fact('mail erased', 'Mails whose recipient was forgotten, by why', ['why'], 'lasting');
export const taskErased = fact('task erased', 'Tasks about somebody who was forgotten, by why', ['why'], 'lasting');
export const mailWithdrawn = fact('mail withdrawn', 'Mails that were stopped as the consent was taken back', [
  'template',
]);
