import { nextStep } from './english-next-step.ts';
import { day, time } from './english-time.ts';
import { isNewTime, type TicketLetter, type Words } from './language.ts';
import { paragraph, type Part, statusLink } from './parts.ts';

/** What became of a request, for whoever wants to know. */
export const status: Words<TicketLetter> = {
  subject: ({ city }) => `News about your request to the City of ${city}`,
  body: (letter) => [
    paragraph('Hello,'),
    ...newState(letter),
    ...statusLink('With reference number and PIN you can check the status at any time', letter.statusUrl),
    paragraph(
      'You receive this message because you asked to be kept up to date. ' +
        `If you no longer want this, a call to ${letter.hotlineNumber} is enough.`,
    ),
  ],
};

function newState(letter: TicketLetter): Part[] {
  const { change, number, department, departmentNumber } = letter;
  switch (change) {
    case 'closed':
      return [
        paragraph(`Your request with the reference number ${number} is closed.`),
        paragraph(
          `Is anything still open for you? Then call the department ${department} at ${departmentNumber} ` +
            'and give the reference number.',
        ),
      ];
    case 'reopened':
      return [
        paragraph(
          `We are working on your request with the reference number ${number} again. ` +
            `The department ${department} is responsible.`,
        ),
        paragraph(`What happens next: ${nextStep(letter)}`),
      ];
    case 'moved':
    case undefined:
      return [
        paragraph(`The department ${department} now takes care of your request with the reference number ${number}.`),
        paragraph(`What happens next: ${nextStep(letter)}`),
      ];
  }
}

/** The callback comes at another time, or there is one where none was planned. */
export const callbackMoved: Words<TicketLetter> = {
  subject: (letter) => `Your call from the City of ${letter.city}${isNewTime(letter) ? ': new time' : ''}`,
  body: (letter) => {
    const { change, department, departmentNumber, statusUrl } = letter;
    return [
      paragraph('Hello,'),
      ...(change ? newState(letter) : newTime(letter)),
      paragraph(
        `Does this time not suit you? Then call the department ${department} at ${departmentNumber} ` +
          'and give the reference number.',
      ),
      ...statusLink('With reference number and PIN you can check the status at any time', statusUrl),
    ];
  },
};

function newTime(letter: TicketLetter): Part[] {
  const { number, previously } = letter;
  const news = previously
    ? `Our call about your request with the reference number ${number}, announced for ${day(previously)} from ` +
      `${time(previously)}, comes at another time. We apologise for the change.`
    : `We have planned to call you about your request with the reference number ${number}.`;
  return [paragraph(news), paragraph(`What happens next: ${nextStep(letter)}`)];
}

/** Nobody picked up, and no other try is planned. */
export const callbackMissed: Words<TicketLetter> = {
  subject: () => 'We could not reach you by phone',
  body: ({ number, department, departmentNumber, hotlineNumber, statusUrl }) => [
    paragraph('Hello,'),
    paragraph(
      `The department ${department} tried to call you back about your request with the reference number ${number} ` +
        'and could not reach you. No further calls are planned; your request stays open.',
    ),
    paragraph(
      `What happens next: call the department ${department} at ${departmentNumber}, or our service line at ` +
        `${hotlineNumber}. There you can also arrange another call or leave another phone number. ` +
        'Please have the reference number at hand.',
    ),
    ...statusLink('With reference number and PIN you can check the status at any time', statusUrl),
  ],
};
