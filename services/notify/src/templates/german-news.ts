import { nextStep } from './german-next-step.ts';
import { day, time } from './german-time.ts';
import { isNewTime, type TicketLetter, type Words } from './language.ts';
import { paragraph, type Part, statusLink } from './parts.ts';

/** What became of a Vormerkung, for whoever wants to know. */
export const status: Words<TicketLetter> = {
  subject: ({ city }) => `Neues zu Ihrer Vormerkung bei der Stadt ${city}`,
  body: (letter) => [
    paragraph('Guten Tag,'),
    ...newState(letter),
    ...statusLink('Den Stand können Sie mit Vorgangsnummer und PIN jederzeit hier einsehen', letter.statusUrl),
    paragraph(
      'Sie erhalten diese Nachricht, weil Sie über den Stand auf dem Laufenden bleiben wollten. ' +
        `Möchten Sie das nicht mehr, genügt ein Anruf unter ${letter.hotlineNumber}.`,
    ),
  ],
};

function newState(letter: TicketLetter): Part[] {
  const { change, number, department, departmentNumber } = letter;
  switch (change) {
    case 'closed':
      return [
        paragraph(`Ihr Anliegen mit der Vorgangsnummer ${number} ist abgeschlossen.`),
        paragraph(
          `Ist für Sie noch etwas offen? Dann rufen Sie den Fachbereich ${department} unter ${departmentNumber} an ` +
            'und nennen Sie die Vorgangsnummer.',
        ),
      ];
    case 'reopened':
      return [
        paragraph(
          `Ihr Anliegen mit der Vorgangsnummer ${number} ist wieder in Arbeit. Zuständig ist der Fachbereich ${department}.`,
        ),
        paragraph(`So geht es weiter: ${nextStep(letter)}`),
      ];
    case 'moved':
    case undefined:
      return [
        paragraph(`um Ihr Anliegen mit der Vorgangsnummer ${number} kümmert sich jetzt der Fachbereich ${department}.`),
        paragraph(`So geht es weiter: ${nextStep(letter)}`),
      ];
  }
}

/** The callback comes at another time, or there is one where none was planned. */
export const callbackMoved: Words<TicketLetter> = {
  subject: (letter) => `Ihr Rückruf von der Stadt ${letter.city}${isNewTime(letter) ? ': neue Zeit' : ''}`,
  body: (letter) => {
    const { change, department, departmentNumber, statusUrl } = letter;
    return [
      paragraph('Guten Tag,'),
      ...(change ? newState(letter) : newTime(letter)),
      paragraph(
        `Passt Ihnen diese Zeit nicht? Dann rufen Sie den Fachbereich ${department} unter ${departmentNumber} an ` +
          'und nennen Sie die Vorgangsnummer.',
      ),
      ...statusLink('Den Stand können Sie mit Vorgangsnummer und PIN jederzeit hier einsehen', statusUrl),
    ];
  },
};

function newTime(letter: TicketLetter): Part[] {
  const { number, previously } = letter;
  const news = previously
    ? `der Rückruf zu Ihrem Anliegen mit der Vorgangsnummer ${number}, den wir ${day(previously)} ab ` +
      `${time(previously)} Uhr angekündigt hatten, kommt zu einer anderen Zeit. Bitte entschuldigen Sie die Änderung.`
    : `zu Ihrem Anliegen mit der Vorgangsnummer ${number} haben wir einen Rückruf für Sie geplant.`;
  return [paragraph(news), paragraph(`So geht es weiter: ${nextStep(letter)}`)];
}

/** Nobody picked up, and no other try is planned. */
export const callbackMissed: Words<TicketLetter> = {
  subject: () => 'Wir haben Sie am Telefon nicht erreicht',
  body: ({ number, department, departmentNumber, hotlineNumber, statusUrl }) => [
    paragraph('Guten Tag,'),
    paragraph(
      `der Fachbereich ${department} wollte Sie zu Ihrem Anliegen mit der Vorgangsnummer ${number} zurückrufen ` +
        'und hat Sie leider nicht erreicht. Weitere Anrufe von uns sind nicht geplant; Ihr Anliegen bleibt vorgemerkt.',
    ),
    paragraph(
      `So geht es weiter: Rufen Sie den Fachbereich ${department} unter ${departmentNumber} an, oder unser ` +
        `Servicetelefon unter ${hotlineNumber}. Dort können Sie auch einen neuen Rückruf vereinbaren oder eine andere ` +
        'Telefonnummer nennen. Bitte halten Sie die Vorgangsnummer bereit.',
    ),
    ...statusLink('Den Stand können Sie mit Vorgangsnummer und PIN jederzeit hier einsehen', statusUrl),
  ],
};
