import type { Citizen } from '../citizen.ts';
import type { TransferRequest } from '../transfer-request.ts';

/** Invented people and concerns: numbers of the range nobody has, addresses of a domain nobody gets. */
export const erika: Citizen = { name: 'Erika Mustermann', phone: '+4921515550100', language: 'de' };

export const max: Citizen = {
  name: 'Max Mustermann',
  phone: '+4921515550101',
  email: 'max.mustermann@example.org',
  emailConsent: {
    wording: 'Ich bin einverstanden, dass mir die Antwort per E-Mail geschickt wird.',
    at: '2026-11-23T10:04:00+01:00',
    channel: 'phone',
  },
  language: 'de',
};

export const birthCertificate: TransferRequest = {
  topicId: 'geburtsurkunde',
  subject: 'Geburtsurkunde für Kindergeld',
  question: 'Welche Unterlagen brauche ich für eine Geburtsurkunde meiner Tochter?',
  citizen: erika,
  fallback: 'callback',
  wish: { days: ['Tu', 'We'], from: '09:00', to: '12:00' },
};

export const mailedAnswer: TransferRequest = {
  topicId: 'eheurkunde',
  subject: 'Eheurkunde',
  question: 'Kann ich die Eheurkunde auch online bestellen?',
  citizen: max,
  fallback: 'email',
};
