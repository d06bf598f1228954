import type { Temporal } from '@serviceportal/shared/time';
import type { Language, LetterContent } from './language.ts';
import { paragraph, type Part } from './parts.ts';

export const english: Language = {
  subjects: {
    'ticket-confirmation': ({ city }) => `Your request to the City of ${city}`,
    'ticket-answer': ({ city }) => `Answer from the City of ${city} to your request`,
    'ticket-answer-notice': () => 'The answer to your request is ready for you',
  },
  bodies: { 'ticket-confirmation': confirmation, 'ticket-answer': answer, 'ticket-answer-notice': notice },
  closing: ({ city, hotlineNumber }) => [
    paragraph(
      `Any questions? You can reach our service line at ${hotlineNumber}. ` +
        'This e-mail was sent automatically; we are unable to respond to replies to this address.',
    ),
    paragraph(`Kind regards\nCity of ${city} – Bürgerservice`),
  ],
};

function confirmation(content: LetterContent): Part[] {
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
    ...(statusUrl
      ? [
          {
            kind: 'link',
            label: 'With reference number and PIN you can check the status at any time',
            url: statusUrl,
          } as const,
        ]
      : []),
  ];
}

function nextStep({ answerBy, callback, department, promiseBy }: LetterContent): string {
  const promise = `by ${time(promiseBy)} on ${day(promiseBy)} at the latest`;
  if (answerBy === 'email') return `You will hear from us by e-mail ${promise}.`;
  if (!callback) return `The department ${department} will call you back. You will hear from us ${promise}.`;
  const { from, until } = callback;
  const window = until ? `between ${time(from)} and ${time(until)}` : `from ${time(from)}`;
  return (
    `The department ${department} will call you back on ${day(from)} ${window}. ` +
    `If we cannot reach you, we will try again. You will hear from us ${promise}.`
  );
}

function answer({ number, department, hotlineNumber, answer: text = '' }: LetterContent): Part[] {
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

function notice({ number, department, departmentNumber, statusUrl }: LetterContent): Part[] {
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
    ...(statusUrl
      ? [{ kind: 'link', label: 'Or look it up here with reference number and PIN', url: statusUrl } as const]
      : []),
  ];
}

function day(at: Temporal.ZonedDateTime): string {
  return at.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** `8:00`, on the 24-hour clock as everywhere in the city. */
function time({ hour, minute }: Temporal.ZonedDateTime): string {
  return `${hour}:${String(minute).padStart(2, '0')}`;
}
