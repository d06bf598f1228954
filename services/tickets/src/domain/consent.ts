import type { EmailConsent } from '@serviceportal/shared/contracts';

/** What the homepage asks before the answer's text may go by mail. A change of the words is a change of this constant. */
const CONSENT_WORDING =
  'Ich bin damit einverstanden, dass mir die Antwort auf mein Anliegen per E-Mail an die angegebene Adresse gesendet ' +
  'wird. Diese Einwilligung kann ich jederzeit mit Wirkung für die Zukunft widerrufen.';

/** The consent as it is kept. `at` is the time in the city. */
export function consentByWeb(at: string): EmailConsent {
  return { wording: CONSENT_WORDING, at, channel: 'web' };
}
