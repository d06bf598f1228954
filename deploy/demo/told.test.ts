import { expect, it } from '@jest/globals';
import type { Outcome } from './hotline.ts';
import { told } from './told.ts';

const city = { department: (id: string) => (id === 'standesamt' ? 'Standesamt' : id), exchange: '+492151860' };
const ticket = {
  display: '7K3Q-9F2M',
  departmentId: 'standesamt',
  answerBy: 'callback',
  sentence: 'Bis bald.',
} as const;

it.each<[Omit<Outcome, 'transferId'>, string]>([
  [
    { outcome: 'connected', departmentId: 'standesamt', number: '+492151862351' },
    'verbunden mit Standesamt, 02151 86-2351',
  ],
  [{ outcome: 'refused', number: '+49215136601701' }, 'nicht angeschlossen: Nummer 02151 36601701 genannt'],
  [{ outcome: 'ticket', reason: 'closed', ticket }, 'Vormerkung 7K3Q-9F2M bei Standesamt (geschlossen): „Bis bald.“'],
  [{ outcome: 'pending' }, 'Ausgang noch offen'],
])('of %j people are told: %s', (outcome, text) => {
  expect(told({ transferId: 't', ...outcome }, city)).toBe(text);
});
