/** What happened, by the type of the event. */
export const HAPPENINGS: Record<string, string> = {
  CallReceived: 'Anruf eingegangen',
  CallAnswered: 'Anruf angenommen',
  CallResolved: 'Anliegen beantwortet',
  TransferRequested: 'Weiterleitung angefragt',
  CallTransferred: 'Verbunden',
  CallTicketed: 'Vormerkung zugesagt',
  CallRefused: 'Nicht verbunden',
  CallEnded: 'Anruf beendet',
  CallAbandoned: 'Anruf vor der Annahme beendet',
  CallErased: 'Angaben gelöscht',
  ArticlesRequested: 'Auskünfte per E-Mail gewünscht',
  TransferConnected: 'Fachbereich erreichbar',
  TransferRefused: 'Fachbereich nicht erreichbar',
  TransferErased: 'Angaben gelöscht',
  TicketOpened: 'Vormerkung aufgenommen',
  TicketTaken: 'In Bearbeitung genommen',
  TicketReturned: 'Zurückgegeben',
  TicketMovedOut: 'An einen anderen Fachbereich gegeben',
  TicketMovedIn: 'Von einem anderen Fachbereich übernommen',
  CallbackPlanned: 'Rückruf neu geplant',
  CallbackDue: 'Rückruf fällig',
  CallbackAttempted: 'Bei Ihnen angerufen',
  CallbackOverdue: 'Zusage überschritten',
  QuestionAdded: 'Nachfrage ergänzt',
  TicketAnswered: 'Beantwortet',
  TicketClosed: 'Abgeschlossen',
  TicketReopened: 'Wieder aufgenommen',
  TicketMerged: 'Mit einer anderen Vormerkung zusammengefasst',
  TicketAbsorbed: 'Eine andere Vormerkung einbezogen',
  EmailConsentWithdrawn: 'Einwilligung widerrufen',
  TicketErased: 'Angaben gelöscht',
  MailQueued: 'E-Mail erstellt',
  MailSendStarted: 'Versand begonnen',
  MailSent: 'E-Mail gesendet',
  MailFailed: 'E-Mail nicht zugestellt',
  MailErased: 'Angaben gelöscht',
  TaskOpened: 'Aufgabe angelegt',
  TaskClaimed: 'Aufgabe übernommen',
  TaskReturned: 'Aufgabe zurückgegeben',
  TaskDone: 'Aufgabe erledigt',
  TaskErased: 'Angaben gelöscht',
  ReportRejected: 'Meldung nicht lesbar',
};

const STAFF = 'Mitarbeiterin/Mitarbeiter';
const WHO: Record<string, string> = {
  ...{ agent: STAFF, clerk: STAFF, editor: STAFF, ops: STAFF, privacy: STAFF },
  ...{ citizen: 'Sie selbst', frontend: 'Telefonanlage', department: 'Fachbereich', service: 'Servicetelefon' },
};

/** Who did it, of the staff without saying which of them: `clerk:anna` → `Mitarbeiterin/Mitarbeiter`. */
export function whoDid(by: string): string {
  return WHO[by.split(':')[0] ?? ''] ?? 'Servicetelefon';
}
