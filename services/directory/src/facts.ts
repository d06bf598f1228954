import { fact } from '@serviceportal/shared/telemetry';

export const departmentChanged = fact('department changed', 'New revisions of departments', ['department']);
export const hotlineChanged = fact('hotline changed', 'New revisions of the city number, its hours and closures', []);
export const presenceChanged = fact('presence changed', 'What departments said of their presence', [
  'department',
  'staffed',
]);
export const transferDecided = fact('transfer decided', 'Transfers by department and what the directory decided', [
  'department',
  'outcome',
]);
export const transferErased = fact(
  'transfer erased',
  'Transfers whose caller was forgotten, by why',
  ['why'],
  'lasting',
);
