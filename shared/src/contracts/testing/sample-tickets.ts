import { happened, type Happened } from '../../decision.ts';
import * as ticket from '../ticket.ts';
import { TransferConnected, TransferErased, TransferRefused, type Transfer } from '../transfer.ts';
import { birthCertificate, mailedAnswer, erika, max } from './people.ts';

const transfer: Omit<Transfer, 'revision'> = {
  transferId: '5f0b8c53-0f6e-8d0b-a3f5-2f4b6d1f9a01',
  callId: '01935ac1-2f80-7c3a-9c51-5f0c1a7d2b10',
  departmentId: 'standesamt',
  outcome: 'connected',
  number: '+492151862351',
  briefing: 'Erika Mustermann fragt nach einer Geburtsurkunde für das Kindergeld.',
  directoryRevision: 3,
  request: birthCertificate,
  requestedAt: '2026-11-23T10:02:00+01:00',
  decidedAt: '2026-11-23T10:02:00+01:00',
};

const opened: Omit<ticket.Ticket, 'revision'> = {
  ticketId: '7K3Q9F2M',
  departmentId: 'standesamt',
  state: 'open',
  origin: 'call',
  subject: birthCertificate.subject,
  question: birthCertificate.question,
  citizen: erika,
  topicId: 'geburtsurkunde',
  callId: transfer.callId,
  transferId: transfer.transferId,
  answerBy: 'callback',
  wish: birthCertificate.wish,
  wishMet: true,
  openedAt: '2026-11-23T12:40:00+01:00',
  promiseBy: '2026-11-24T15:10:00+01:00',
  callbackAt: '2026-11-24T09:00:00+01:00',
  callbackUntil: '2026-11-24T11:00:00+01:00',
  callbackPlan: 1,
  callbackDue: 0,
  attempts: [],
  directoryRevision: 3,
};

const attempt: ticket.Attempt = {
  at: '2026-11-24T09:05:00+01:00',
  clerkId: 'bernd',
  result: 'no-answer',
  nextAt: '2026-11-24T14:00:00+01:00',
};

const attempted = {
  ...opened,
  state: 'taken' as const,
  assignee: 'bernd',
  attempts: [attempt],
  callbackAt: '2026-11-24T14:00:00+01:00',
  callbackUntil: '2026-11-24T16:00:00+01:00',
  callbackPlan: 2,
  callbackDue: 1,
};

const answer: ticket.Answer = {
  by: 'email',
  text: 'Ja. Die Eheurkunde bestellen Sie auf der Seite des Standesamts; sie kommt in wenigen Tagen mit der Post.',
  at: '2026-11-24T10:00:00+01:00',
  clerkId: 'bernd',
};

const answered = {
  ...opened,
  ticketId: '0X8M4T6P',
  state: 'answered' as const,
  subject: mailedAnswer.subject,
  question: mailedAnswer.question,
  citizen: max,
  topicId: 'eheurkunde',
  answerBy: 'email' as const,
  wish: undefined,
  wishMet: undefined,
  callbackAt: undefined,
  callbackUntil: undefined,
  callbackPlan: 0,
  assignee: 'bernd',
  answer,
};

const move = { from: 'standesamt', to: 'auslaender', why: 'Es geht um den Aufenthaltstitel der Mutter.' };

const planned = {
  callbackAt: '2026-11-25T08:00:00+01:00',
  callbackUntil: '2026-11-25T10:00:00+01:00',
  callbackPlan: 2,
};

const addition: ticket.Addition = {
  at: '2026-11-23T15:20:00+01:00',
  question: 'Geht es auch ohne den Personalausweis des Vaters?',
  callId: '01935bd2-3a91-7d4b-8c62-6a1d2b8e3c21',
};

/** One of each event of a transfer and of a ticket. */
export const ticketSamples: Happened<unknown>[] = [
  happened(TransferConnected, transfer, {
    number: '+492151862351',
    briefing: 'Erika Mustermann fragt nach einer Geburtsurkunde für das Kindergeld.',
  }),
  happened(
    TransferRefused,
    {
      ...transfer,
      outcome: 'refused',
      reason: 'closed',
      number: undefined,
      briefing: undefined,
      opensAt: '2026-11-23T14:00:00+01:00',
    },
    { reason: 'closed', opensAt: '2026-11-23T14:00:00+01:00', directoryRevision: 3 },
  ),
  happened(
    TransferErased,
    {
      ...transfer,
      briefing: undefined,
      request: { topicId: 'geburtsurkunde', subject: '', question: '', citizen: {}, fallback: 'callback' },
      erasedAt: '2027-02-21T03:00:00+01:00',
    },
    { why: 'age' },
  ),
  happened(ticket.TicketOpened, opened, { origin: 'call' }),
  happened(ticket.TicketTaken, { ...opened, state: 'taken', assignee: 'bernd' }, { clerkId: 'bernd' }),
  happened(ticket.TicketReturned, opened, { clerkId: 'bernd', why: 'Feierabend' }),
  happened(ticket.TicketMovedOut, { ...opened, callbackAt: undefined, callbackUntil: undefined }, move),
  happened(ticket.TicketMovedIn, { ...opened, ...planned, departmentId: 'auslaender' }, move),
  happened(
    ticket.CallbackPlanned,
    { ...opened, ...planned },
    { reason: 'closure', previously: '2026-11-24T09:00:00+01:00' },
  ),
  happened(ticket.CallbackDue, { ...opened, callbackDue: 1 }, { attempt: 1, callbackAt: '2026-11-24T09:00:00+01:00' }),
  happened(ticket.CallbackAttempted, attempted, {
    clerkId: 'bernd',
    result: 'no-answer',
    nextAt: '2026-11-24T14:00:00+01:00',
  }),
  happened(
    ticket.CallbackOverdue,
    { ...opened, callbackDue: 1, overdueAt: '2026-11-24T15:10:00+01:00' },
    { promiseBy: '2026-11-24T15:10:00+01:00' },
  ),
  happened(ticket.QuestionAdded, { ...opened, additions: [addition] }, { addition }),
  happened(ticket.TicketAnswered, answered, { by: 'email', clerkId: 'bernd' }),
  happened(
    ticket.TicketClosed,
    { ...answered, state: 'closed', outcome: 'answered', closedAt: '2026-11-24T10:05:00+01:00' },
    { outcome: 'answered' },
  ),
  happened(
    ticket.TicketReopened,
    { ...answered, state: 'open', answer: undefined, assignee: undefined, reopenedByCitizen: true },
    { why: 'Der Link in der Antwort führt ins Leere.', by: 'citizen' },
  ),
  happened(
    ticket.TicketMerged,
    {
      ...answered,
      state: 'closed',
      outcome: 'In Vormerkung 7K3Q-9F2M aufgegangen',
      closedAt: '2026-11-24T10:05:00+01:00',
      mergedInto: opened.ticketId,
    },
    { into: opened.ticketId, why: 'Zweimal dieselbe Frage.' },
  ),
  happened(ticket.TicketAbsorbed, { ...opened, absorbed: [answered.ticketId] }, { from: answered.ticketId }),
  happened(
    ticket.EmailConsentWithdrawn,
    {
      ...answered,
      citizen: { ...max, emailConsent: undefined },
      consentWithdrawnAt: '2026-11-24T10:30:00+01:00',
    },
    { by: 'citizen' },
  ),
  happened(
    ticket.TicketErased,
    {
      ...answered,
      ...{ state: 'closed', subject: '', question: '', citizen: {}, outcome: 'answered' },
      answer: { ...answer, text: '' },
      closedAt: '2026-11-24T10:05:00+01:00',
      erasedAt: '2027-05-23T03:00:00+02:00',
    },
    { why: 'age' },
  ),
];
