import { happened, type Happened } from '../../decision.ts';
import * as call from '../call.ts';
import { AgentStateChanged } from '../team.ts';
import { birthCertificate, erika, max } from './people.ts';

const received: Omit<call.Call, 'revision'> = {
  callId: '01935ac1-2f80-7c3a-9c51-5f0c1a7d2b10',
  state: 'ringing',
  line: 'hotline',
  citizen: { phone: '+4921515550100' },
  source: 'demo-frontend',
  receivedAt: '2026-11-23T10:00:00+01:00',
  withinHours: true,
  transfers: [],
  tickets: [],
};

const answered = {
  ...received,
  state: 'answered' as const,
  agentId: 'anna',
  answeredAt: '2026-11-23T10:00:08+01:00',
  citizen: erika,
};

const pending: call.CallTransfer = {
  transferId: '5f0b8c53-0f6e-8d0b-a3f5-2f4b6d1f9a01',
  departmentId: 'standesamt',
  outcome: 'pending',
  requestedAt: '2026-11-23T10:02:00+01:00',
  request: birthCertificate,
};

const ticket: call.CallTicket = {
  ticketId: '7K3Q9F2M',
  departmentId: 'standesamt',
  answerBy: 'callback',
  callbackAt: '2026-11-24T09:00:00+01:00',
  callbackUntil: '2026-11-24T11:00:00+01:00',
  wishMet: true,
  promiseBy: '2026-11-24T11:30:00+01:00',
};

const articles = { mailId: 'd4e6f8a0-4b5c-8d7e-8f9a-3b5c7d9e1f40', articleIds: ['geburtsurkunde-beantragen'] };

const { transferId, departmentId } = pending;
const number = '+492151862351';
const opensAt = '2026-11-23T14:00:00+01:00';
const after = (transfer: Partial<call.CallTransfer>, state: call.CallState = 'answered') => ({
  ...answered,
  state,
  transfers: [{ ...pending, ...transfer }],
});

/** One of each event of a call. */
export const callSamples: Happened<unknown>[] = [
  happened(call.CallReceived, received),
  happened(call.CallAnswered, answered, { agentId: 'anna', waitedMs: 8_000 }),
  happened(
    call.CallResolved,
    {
      ...answered,
      state: 'resolved',
      resolution: { outcome: 'answered', topicId: 'geburtsurkunde', articleIds: ['geburtsurkunde-beantragen'] },
    },
    { outcome: 'answered', topicId: 'geburtsurkunde', articleIds: ['geburtsurkunde-beantragen'] },
  ),
  happened(call.TransferRequested, after({}, 'transferring'), {
    transferId,
    departmentId,
    reason: 'asked',
    fallback: 'callback',
    request: birthCertificate,
  }),
  happened(call.CallTransferred, after({ outcome: 'connected', number }, 'transferred'), {
    transferId,
    departmentId,
    number,
  }),
  happened(
    call.CallTicketed,
    { ...after({ outcome: 'ticket', reason: 'closed', opensAt, ticket }, 'ticketed'), tickets: [ticket.ticketId] },
    { transferId, reason: 'closed', ticket },
  ),
  happened(call.CallRefused, after({ outcome: 'refused', reason: 'not-onboarded', number }), {
    transferId,
    reason: 'not-onboarded',
    number,
    opensAt,
  }),
  happened(
    call.CallEnded,
    {
      ...after({ outcome: 'connected', number }, 'ended'),
      endedAt: '2026-11-23T10:04:00+01:00',
      talkMs: 232_000,
      cause: 'agent',
    },
    { talkMs: 232_000, cause: 'agent' },
  ),
  happened(
    call.CallAbandoned,
    { ...received, state: 'abandoned', endedAt: '2026-11-23T10:00:40+01:00', cause: 'hung-up' },
    { cause: 'hung-up' },
  ),
  happened(
    call.ArticlesRequested,
    { ...answered, articleMails: [{ ...articles, at: '2026-11-23T10:01:30+01:00' }] },
    { ...articles, citizen: { email: max.email, language: 'de' } },
  ),
  happened(
    call.CallErased,
    {
      ...{ callId: received.callId, state: 'ended', line: 'hotline', citizen: {}, source: received.source },
      ...{ receivedAt: received.receivedAt, answeredAt: answered.answeredAt, endedAt: '2026-11-23T10:04:00+01:00' },
      ...{ withinHours: true, tickets: [ticket.ticketId], talkMs: 232_000, cause: 'other' },
      transfers: [
        {
          ...{
            transferId,
            departmentId,
            outcome: 'ticket',
            requestedAt: pending.requestedAt,
            reason: 'closed',
            ticket,
          },
          request: { topicId: 'geburtsurkunde', subject: '', question: '', citizen: {}, fallback: 'callback' },
        },
      ],
      erasedAt: '2027-02-21T03:00:00+01:00',
    },
    { why: 'age' },
  ),
  happened(
    AgentStateChanged,
    {
      teamId: 'main',
      agents: [
        {
          ...{ agentId: 'anna', state: 'busy', since: '2026-11-23T10:00:08+01:00', callId: received.callId },
          latestCall: { callId: received.callId, answeredAt: '2026-11-23T10:00:08+01:00' },
        },
        { agentId: 'bert', state: 'pause', since: '2026-11-23T09:55:00+01:00', reason: 'Bildschirmpause' },
      ],
    },
    { agentId: 'anna', state: 'busy', callId: received.callId },
  ),
];
