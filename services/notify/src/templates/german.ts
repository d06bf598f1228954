import type { Temporal } from '@serviceportal/shared/time';
import type { Language, LetterContent } from './language.ts';
import { paragraph, type Part } from './parts.ts';

export const german: Language = {
  subjects: {
    'ticket-confirmation': ({ city }) => `Ihre Vormerkung bei der Stadt ${city}`,
    'ticket-answer': ({ city }) => `Antwort der Stadt ${city} auf Ihr Anliegen`,
    'ticket-answer-notice': () => 'Die Antwort auf Ihr Anliegen liegt für Sie bereit',
  },
  bodies: { 'ticket-confirmation': confirmation, 'ticket-answer': answer, 'ticket-answer-notice': notice },
  closing: ({ city, hotlineNumber }) => [
    paragraph(
      `Haben Sie Fragen? Unser Servicetelefon erreichen Sie unter ${hotlineNumber}. ` +
        'Diese E-Mail wurde automatisch versandt; auf Antworten an diese Adresse können wir leider nicht reagieren.',
    ),
    paragraph(`Mit freundlichen Grüßen\nIhre Stadt ${city} – Bürgerservice`),
  ],
};

function confirmation(content: LetterContent): Part[] {
  const { number, department, statusUrl } = content;
  return [
    paragraph('Guten Tag,'),
    paragraph('vielen Dank, dass Sie sich an uns gewandt haben. Wir haben Ihr Anliegen aufgenommen und vorgemerkt.'),
    {
      kind: 'facts',
      rows: [
        ['Vorgangsnummer', number],
        ['Zuständiger Fachbereich', department],
      ],
    },
    paragraph(`So geht es weiter: ${nextStep(content)}`),
    paragraph(
      'Bitte halten Sie die Vorgangsnummer bereit, wenn Sie uns zu diesem Anliegen anrufen. ' +
        'Ihre PIN steht zu Ihrem Schutz nicht in dieser E-Mail.',
    ),
    ...(statusUrl
      ? [
          {
            kind: 'link',
            label: 'Den Stand können Sie mit Vorgangsnummer und PIN jederzeit hier einsehen',
            url: statusUrl,
          } as const,
        ]
      : []),
  ];
}

function nextStep({ answerBy, callback, department, promiseBy }: LetterContent): string {
  const promise = `Spätestens ${day(promiseBy)} um ${time(promiseBy)} Uhr`;
  if (answerBy === 'email') return `${promise} erhalten Sie per E-Mail Nachricht von uns.`;
  if (!callback) return `Der Fachbereich ${department} ruft Sie zurück. ${promise} hören Sie von uns.`;
  const { from, until } = callback;
  const window = until ? `zwischen ${time(from)} und ${time(until)} Uhr` : `ab ${time(from)} Uhr`;
  return (
    `Der Fachbereich ${department} ruft Sie ${day(from)} ${window} zurück. ` +
    `Sollten wir Sie nicht erreichen, versuchen wir es noch einmal. ${promise} hören Sie von uns.`
  );
}

function answer({ number, department, hotlineNumber, answer: text = '' }: LetterContent): Part[] {
  return [
    paragraph('Guten Tag,'),
    paragraph(`auf Ihr Anliegen mit der Vorgangsnummer ${number} antwortet Ihnen der Fachbereich ${department}:`),
    { kind: 'quote', text },
    paragraph(
      'Sie erhalten diese Antwort per E-Mail, weil Sie darin eingewilligt haben. ' +
        `Ihre Einwilligung können Sie jederzeit mit Wirkung für die Zukunft widerrufen, formlos unter ${hotlineNumber}.`,
    ),
  ];
}

function notice({ number, department, departmentNumber, statusUrl }: LetterContent): Part[] {
  return [
    paragraph('Guten Tag,'),
    paragraph(
      `der Fachbereich ${department} hat Ihr Anliegen mit der Vorgangsnummer ${number} beantwortet. ` +
        'Zum Schutz Ihrer Daten senden wir Ihnen den Inhalt nicht per E-Mail.',
    ),
    paragraph(
      `So erhalten Sie Ihre Antwort: Rufen Sie den Fachbereich ${department} unter ${departmentNumber} an ` +
        'und halten Sie die Vorgangsnummer und Ihre PIN bereit.',
    ),
    ...(statusUrl
      ? [{ kind: 'link', label: 'Oder sehen Sie mit Vorgangsnummer und PIN hier nach', url: statusUrl } as const]
      : []),
  ];
}

/** `am Dienstag, 24. November 2026,` reads well before a time. */
function day(at: Temporal.ZonedDateTime): string {
  return `am ${at.toLocaleString('de-DE', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })},`;
}

/** `8:00` */
function time({ hour, minute }: Temporal.ZonedDateTime): string {
  return `${hour}:${String(minute).padStart(2, '0')}`;
}
