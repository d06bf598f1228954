import { callbackMissed, callbackMoved, status } from './english-news.ts';
import { nextStep } from './english-next-step.ts';
import type { ArticlesLetter, Language, TicketLetter } from './language.ts';
import { articleParts, paragraph, type Part, statusLink } from './parts.ts';

export const english: Language = {
  ticket: {
    'ticket-confirmation': { subject: ({ city }) => `Your request to the City of ${city}`, body: confirmation },
    'ticket-answer': { subject: ({ city }) => `Answer from the City of ${city} to your request`, body: answer },
    'ticket-answer-notice': { subject: () => 'The answer to your request is ready for you', body: notice },
    'ticket-status': status,
    'callback-moved': callbackMoved,
    'callback-missed': callbackMissed,
  },
  articles: {
    subject: ({ city, articles }) =>
      `Information from the City of ${city}${articles.length === 1 ? `: ${articles[0]!.title}` : ''}`,
    body: articlesBody,
  },
  closing: ({ city, hotlineNumber }) => [
    paragraph(
      `Any questions? You can reach our service line at ${hotlineNumber}. ` +
        'This e-mail was sent automatically; we are unable to respond to replies to this address.',
    ),
    paragraph(`Kind regards\nCity of ${city} – Bürgerservice`),
  ],
};

function confirmation(content: TicketLetter): Part[] {
  const { number, department, statusUrl } = content;
  return [
    paragraph('Hello,'),
    paragraph('Thank you for contacting us. We have recorded your request.'),
    {
      kind: 'facts',
      rows: [
        ['Reference number', number],
        ['Responsible department', department],
      ],
    },
    paragraph(`What happens next: ${nextStep(content)}`),
    paragraph(
      'Please have the reference number at hand when you call us about this request. ' +
        'For your protection, this e-mail does not contain your PIN.',
    ),
    ...statusLink('With reference number and PIN you can check the status at any time', statusUrl),
  ];
}

function answer({ number, department, hotlineNumber, answer: text = '' }: TicketLetter): Part[] {
  return [
    paragraph('Hello,'),
    paragraph(`The department ${department} has answered your request with the reference number ${number}:`),
    { kind: 'quote', text },
    paragraph(
      'You receive this answer by e-mail because you gave your consent. You may withdraw it for the future at any time; ' +
        `an informal call to ${hotlineNumber} is enough.`,
    ),
  ];
}

function notice({ number, department, departmentNumber, statusUrl }: TicketLetter): Part[] {
  return [
    paragraph('Hello,'),
    paragraph(
      `The department ${department} has answered your request with the reference number ${number}. ` +
        'To protect your data we do not send the content by e-mail.',
    ),
    paragraph(
      `How to get your answer: call the department ${department} at ${departmentNumber} ` +
        'and have the reference number and your PIN at hand.',
    ),
    ...statusLink('Or look it up here with reference number and PIN', statusUrl),
  ];
}

function articlesBody({ articles }: ArticlesLetter): Part[] {
  return [
    paragraph('Hello,'),
    paragraph('As discussed on the phone, here is the information you asked for, as of today.'),
    ...articles.flatMap(articleParts),
  ];
}
