import type { ServiceName } from '@serviceportal/shared/contracts';

/** A route that others build on: what it takes and answers is fixed; more may be added. */
export interface PromisedRoute {
  readonly service: ServiceName;
  readonly route: string;
  /** Fields of the body or the query. */
  readonly takes?: string;
  readonly status?: number;
  /** Fields of the answer; `call.state` stands in `call`, `items` are those of a list's entries. */
  readonly answers?: string;
  /** Further statuses. */
  readonly refuses?: readonly number[];
}

const CALL =
  'call.callId call.state call.from call.agentId call.receivedAt call.withinHours call.transfers call.tickets';
const TICKET =
  'ticket.ticketId ticket.display ticket.state ticket.departmentId ticket.subject ticket.question ticket.citizen ' +
  'ticket.answerBy ticket.callbackAt ticket.promiseBy ticket.assignee ticket.attempts ticket.answer ticket.outcome ' +
  'ticket.callId ticket.revision';
const TRANSFER = 'outcome transferId departmentId number briefing reason ticket opensAt';
const DEPARTMENT =
  'departmentId name centralNumber hours closures holidays onboardedOn mailbox topics serviceLevel revision';
const ARTICLE = 'articleId title body topicId departmentId keywords fees documents links audience revision reviewBy';

const calls = (route: string, rest: Omit<PromisedRoute, 'service' | 'route'>): PromisedRoute => {
  return { service: 'call-intake', route, ...rest };
};
const tickets = (route: string, rest: Omit<PromisedRoute, 'service' | 'route'>): PromisedRoute => {
  return { service: 'tickets', route, ...rest };
};
/** What a clerk does with one ticket. */
const work = (verb: string, takes: string, refuses: readonly number[] = []): PromisedRoute =>
  tickets(`POST /tickets/{ticketId}/${verb}`, { takes, status: 200, answers: TICKET, refuses: [404, 409, ...refuses] });

/** The interface that frontends, telephone systems and the homepage rely on. */
export const PROMISED: readonly PromisedRoute[] = [
  calls('POST /calls', { takes: 'line from agentId source', status: 201, answers: CALL, refuses: [400, 422] }),
  calls('POST /calls/{callId}/answer', { takes: 'agentId', status: 200, answers: CALL, refuses: [404, 409] }),
  calls('POST /calls/{callId}/resolve', {
    takes: 'outcome topicId articleIds note',
    status: 200,
    answers: CALL,
    refuses: [404, 409],
  }),
  calls('POST /calls/{callId}/transfer', {
    takes: 'departmentId topicId subject question citizen fallback preferred takesLonger',
    status: 200,
    answers: TRANSFER,
    refuses: [400, 404, 409],
  }),
  calls('POST /calls/{callId}/transfer', { status: 202, answers: 'outcome live' }),
  calls('POST /calls/{callId}/bounced', { takes: 'transferId', status: 200, answers: TRANSFER, refuses: [404, 409] }),
  calls('POST /calls/{callId}/mail', { takes: 'articleIds email', status: 202, answers: 'mailId', refuses: [404] }),
  calls('POST /calls/{callId}/end', { takes: 'talkMs cause', status: 200, answers: CALL, refuses: [404, 409] }),
  calls('GET /calls/{callId}', { status: 200, answers: CALL, refuses: [404] }),
  calls('GET /calls', {
    takes: 'phone agentId state limit cursor',
    status: 200,
    answers: 'items nextCursor',
    refuses: [503],
  }),
  calls('GET /calls/live', { status: 200 }),
  calls('GET /calls/{callId}/live', { status: 200, refuses: [404] }),

  {
    service: 'knowledge',
    route: 'GET /search',
    takes: 'q limit lang departmentId',
    status: 200,
    answers:
      'hits.articleId hits.title hits.snippet hits.score hits.topicId hits.departmentId hits.validUntil tookMs corrected',
  },
  { service: 'knowledge', route: 'GET /articles/{articleId}', status: 200, answers: ARTICLE, refuses: [404] },
  { service: 'knowledge', route: 'GET /articles', takes: 'departmentId', status: 200, answers: 'items nextCursor' },
  {
    service: 'knowledge',
    route: 'PUT /articles/{articleId}',
    takes: 'title body topicId departmentId keywords fees documents links audience reviewBy',
    status: 200,
    answers: ARTICLE,
    refuses: [400, 412],
  },
  { service: 'knowledge', route: 'DELETE /articles/{articleId}', refuses: [404, 412] },
  { service: 'knowledge', route: 'POST /articles/{articleId}/feedback', takes: 'helped query callId', status: 204 },
  { service: 'knowledge', route: 'GET /gaps', status: 200 },

  tickets('POST /tickets', {
    takes: 'departmentId topicId subject question citizen answerBy preferred',
    status: 201,
    answers: `${TICKET} ticket.pin`,
    refuses: [400],
  }),
  tickets('GET /tickets', {
    takes: 'departmentId state answerBy dueBefore phone q limit cursor',
    status: 200,
    answers: 'items nextCursor',
    refuses: [503],
  }),
  tickets('GET /tickets/{ticketId}', { status: 200, answers: TICKET, refuses: [404] }),
  tickets('GET /tickets/{ticketId}/history', { status: 200, answers: 'items', refuses: [404] }),
  work('take', 'clerkId'),
  work('return', 'clerkId'),
  work('move', 'departmentId why'),
  work('plan-callback', 'at', [422]),
  work('attempts', 'result nextAt note'),
  work('answer', 'by text'),
  work('close', 'outcome', [400]),
  work('reopen', 'why'),
  tickets('GET /departments/{departmentId}/tickets/live', { status: 200, refuses: [404] }),
  tickets('POST /status', {
    takes: 'display pin',
    status: 200,
    answers: 'display state wording department callbackAt callbackUntil promiseBy lastPublicLine',
    refuses: [404, 429],
  }),
  tickets('GET /departments/{departmentId}/callback-slot', {
    takes: 'at from to days',
    status: 200,
    answers: 'callbackAt callbackUntil promiseBy wishMet',
    refuses: [404],
  }),

  { service: 'notify', route: 'GET /tasks', takes: 'departmentId state', status: 200, answers: 'items nextCursor' },
  { service: 'notify', route: 'POST /tasks/{taskId}/claim', takes: 'clerkId', status: 200, refuses: [404, 409] },
  { service: 'notify', route: 'POST /tasks/{taskId}/done', takes: 'result', status: 200, refuses: [404] },
  { service: 'notify', route: 'GET /mails', takes: 'state', status: 200, answers: 'items nextCursor' },
  { service: 'notify', route: 'GET /mails/{mailId}', status: 200, refuses: [404] },
  { service: 'notify', route: 'POST /mails/{mailId}/retry', status: 202, refuses: [404, 409] },

  { service: 'directory', route: 'GET /hotline', status: 200, answers: 'number hours open opensAt openUntil seats' },
  { service: 'directory', route: 'GET /departments', status: 200, answers: 'items' },
  { service: 'directory', route: 'GET /departments/{departmentId}', status: 200, answers: DEPARTMENT, refuses: [404] },
  {
    service: 'directory',
    route: 'PUT /departments/{departmentId}',
    takes: 'name centralNumber hours closures holidays onboardedOn mailbox topics serviceLevel',
    status: 200,
    answers: DEPARTMENT,
    refuses: [400, 412],
  },
  { service: 'directory', route: 'PUT /departments/{departmentId}/presence', takes: 'staffed until why', status: 200 },
  {
    service: 'directory',
    route: 'GET /departments/{departmentId}/availability',
    takes: 'at',
    status: 200,
    answers: 'state number openUntil opensAt why',
    refuses: [404],
  },
  {
    service: 'directory',
    route: 'GET /departments/{departmentId}/service-time',
    takes: 'from hours',
    status: 200,
    answers: 'at',
  },
  { service: 'directory', route: 'GET /topics', takes: 'q', status: 200 },
];
