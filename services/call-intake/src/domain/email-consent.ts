/**
 * What the agent asks before the answer's text may go by mail, kept with each consent. A new wording gets a new number;
 * consents given to an older one stay as they were given.
 */
export const EMAIL_CONSENT =
  'Fassung 1: Sind Sie einverstanden, dass die Stadt Ihnen die Antwort auf Ihr Anliegen im Wortlaut an die genannte ' +
  'E-Mail-Adresse schickt? Die Nachricht ist auf dem Weg zu Ihrem Anbieter verschlüsselt, in Ihrem Postfach nicht. ' +
  'Sie können diese Einwilligung jederzeit für die Zukunft widerrufen.';
