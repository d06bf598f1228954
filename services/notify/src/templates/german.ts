import { callbackMissed, callbackMoved, status } from './german-news.ts';
import { nextStep } from './german-next-step.ts';
import type { ArticlesLetter, Language, TicketLetter } from './language.ts';
import { articleParts, paragraph, type Part, statusLink } from './parts.ts';

export const german: Language = {
  ticket: {
    'ticket-confirmation': {
      subject: ({ city }) => `Ihre Vormerkung bei der Stadt ${city}`,
      body: confirmation,
    },
    'ticket-answer': { subject: ({ city }) => `Antwort der Stadt ${city} auf Ihr Anliegen`, body: answer },
    'ticket-answer-notice': {
      subject: () => 'Die Antwort auf Ihr Anliegen liegt für Sie bereit',
      body: notice,
    },
    'ticket-status': status,
    'callback-moved': callbackMoved,
    'callback-missed': callbackMissed,
  },
  articles: {
    subject: ({ city, articles }) =>
      `Informationen der Stadt ${city}${articles.length === 1 ? `: ${articles[0]!.title}` : ''}`,
    body: articlesBody,
  },
  closing: ({ city, hotlineNumber }) => [
    paragraph(
      `Haben Sie Fragen? Unser Servicetelefon erreichen Sie unter ${hotlineNumber}. ` +
        'Diese E-Mail wurde automatisch versandt; auf Antworten an diese Adresse können wir leider nicht reagieren.',
    ),
    paragraph(`Mit freundlichen Grüßen\nIhre Stadt ${city} – Bürgerservice`),
  ],
};

function confirmation(content: TicketLetter): Part[] {
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
    ...statusLink('Den Stand können Sie mit Vorgangsnummer und PIN jederzeit hier einsehen', statusUrl),
  ];
}

function answer({ number, department, hotlineNumber, answer: text = '' }: TicketLetter): Part[] {
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

function notice({ number, department, departmentNumber, statusUrl }: TicketLetter): Part[] {
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
    ...statusLink('Oder sehen Sie mit Vorgangsnummer und PIN hier nach', statusUrl),
  ];
}

function articlesBody({ articles }: ArticlesLetter): Part[] {
  return [
    paragraph('Guten Tag,'),
    paragraph('wie am Telefon besprochen erhalten Sie hier die gewünschten Informationen auf heutigem Stand.'),
    ...articles.flatMap(articleParts),
  ];
}
