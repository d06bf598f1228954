import type { Temporal } from '@serviceportal/shared/time';
import { day, time } from './german-time.ts';
import type { OfficeLanguage, OfficeLetter } from './language.ts';
import { paragraph, type Part } from './parts.ts';

/** What departments and their leads are written: numbers and times, no word of a citizen. */
export const office: OfficeLanguage = {
  office: {
    'department-digest': {
      subject: ({ department, digest }) => `Vormerkungen ${department}${digest ? `: ${figures(digest)}` : ''}`,
      body: digestBody,
    },
    escalation: {
      subject: ({ department, tickets, more }) =>
        tickets.length === 1
          ? `Zusage überschritten: Vormerkung ${tickets[0]!.number}, ${department}`
          : `Zusagen überschritten: ${tickets.length + more} Vormerkungen, ${department}`,
      body: escalationBody,
    },
  },
  closing: ({ city, hotlineNumber }) => [
    paragraph(
      'Diese E-Mail wurde automatisch versandt und enthält mit Absicht nichts über die Bürgerinnen und Bürger; ' +
        'die Vormerkungen stehen unter ihrer Nummer in der Liste Ihres Fachbereichs.',
    ),
    paragraph(`Servicetelefon der Stadt ${city}, ${hotlineNumber}`),
  ],
};

function digestBody({ department, digest, tickets, more }: OfficeLetter): Part[] {
  return [
    paragraph('Guten Tag,'),
    paragraph(`so steht es heute früh um die Vormerkungen im Fachbereich ${department}:`),
    ...(digest
      ? [
          {
            kind: 'facts',
            rows: [
              ['Tag', dateOf(digest.day)],
              ['Offen', String(digest.open)],
              ['Davon heute fällig', String(digest.dueToday)],
              ['Davon überfällig', String(digest.overdue)],
            ],
          } as const,
        ]
      : []),
    { kind: 'list', items: tickets.map(lineOf) },
    ...(more > 0 ? [paragraph(`Dazu kommen ${more} weitere, deren Zusage später liegt.`)] : []),
  ];
}

function escalationBody({ department, tickets, more }: OfficeLetter): Part[] {
  const missed = tickets.length === 1 ? 'ist eine Zusage' : `sind ${tickets.length + more} Zusagen`;
  return [
    paragraph('Guten Tag,'),
    paragraph(`im Fachbereich ${department} ${missed} verstrichen, ohne dass jemand geantwortet oder angerufen hat:`),
    { kind: 'list', items: tickets.map(lineOf) },
    ...(more > 0 ? [paragraph(`Dazu kommen ${more} weitere; sie stehen in der Liste Ihres Fachbereichs.`)] : []),
    paragraph('Bitte sorgen Sie dafür, dass sich heute jemand darum kümmert.'),
  ];
}

function lineOf({ number, state, promiseBy, callbackAt, overdue }: OfficeLetter['tickets'][number]): string {
  return [
    `${number}: zugesagt bis ${day(promiseBy).slice('am '.length)} ${time(promiseBy)} Uhr`,
    ...(callbackAt ? [`Rückruf ${day(callbackAt)} ab ${time(callbackAt)} Uhr`] : []),
    state === 'taken' ? 'in Arbeit' : 'noch bei niemandem in Arbeit',
    ...(overdue ? ['überfällig'] : []),
  ].join('; ');
}

function figures({ open, dueToday, overdue }: NonNullable<OfficeLetter['digest']>): string {
  return `${open} offen, ${dueToday} heute fällig, ${overdue} überfällig`;
}

function dateOf(date: Temporal.PlainDate): string {
  return date.toLocaleString('de-DE', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}
