import type { ServiceName } from '../contracts/index.ts';
import type { Rule, ServiceRules, Who } from './rule.ts';

/** Everybody who works for the city. */
const STAFF: readonly Who[] = ['agent', 'clerk', 'lead', 'editor', 'ops', 'privacy'];
/** Who answers callers or citizens, so also from articles that are not for the public. */
const ANSWERING: readonly Who[] = ['agent', 'clerk', 'lead', 'editor', 'frontend'];
/** Who works on the tickets of a department: its people, and its programs on NATS. */
const DEPARTMENT: readonly Who[] = ['clerk', 'lead', 'department'];
/** The people of a department alone. */
const CLERKS: readonly Who[] = ['clerk', 'lead'];
/** Who keeps the directory. */
const KEEPERS: readonly Who[] = ['editor', 'ops'];

/** The hotline is one team: a call goes from hand to hand. Of a colleague's call is only shown how it stands. */
const READ_CALLS: Rule = {
  ...{ own: ['agent'], redacted: ['agent'], any: ['frontend', 'privacy'], withReason: ['agent', 'lead'] },
  personal: true,
};
const HANDLE_CALLS: Rule = { any: ['agent', 'frontend'] };

/** Departments see their own tickets; the hotline sees how those that it handed over stand. */
const READ_TICKETS: Rule = {
  ...{ own: DEPARTMENT, redacted: ['agent'], any: ['privacy'], withReason: ['agent', 'lead'] },
  personal: true,
};
const WORK_ON_TICKETS: Rule = { own: DEPARTMENT };

const CALL_INTAKE: ServiceRules = {
  'receive-call': HANDLE_CALLS,
  'answer-call': HANDLE_CALLS,
  'resolve-call': HANDLE_CALLS,
  'end-call': { own: ['agent'], redacted: ['agent'], any: ['frontend'] },
  'transfer-call': HANDLE_CALLS,
  'bounced-transfer': HANDLE_CALLS,
  'mail-articles': HANDLE_CALLS,
  call: READ_CALLS,
  calls: READ_CALLS,
  caller: { any: ['agent', 'frontend', 'privacy'], personal: true },
  'live-calls': { own: ['agent'], redacted: ['agent'], personal: true },
  'live-call': { own: ['agent'], redacted: ['agent'], personal: true },
  'agent-state': { any: ['agent', 'frontend'] },
  team: { any: ['agent', 'lead', 'ops', 'frontend'] },
  'live-team': { any: ['agent', 'lead', 'ops'] },
};

const KNOWLEDGE: ServiceRules = {
  search: { public: true, any: ANSWERING },
  article: { public: true, any: ANSWERING },
  articles: { public: true, any: ANSWERING },
  feedback: { any: ANSWERING, redacted: ['homepage'] },
  'report-gap': { any: ANSWERING },
  'publish-article': { any: ['editor'] },
  'retire-article': { any: ['editor'] },
  gaps: { any: ['editor'] },
  'close-gap': { any: ['editor'] },
};

const TICKETS: ServiceRules = {
  'open-ticket': { any: ['homepage', 'agent'] },
  'ticket-status': { public: true },
  'reopen-by-citizen': { public: true },
  // Also told to the data protection officer, or told again after a restore.
  'withdraw-consent': { ...WORK_ON_TICKETS, any: ['privacy'] },
  // With number and PIN; the homepage is where citizens are told of it.
  'withdraw-consent-by-citizen': { any: ['homepage'] },
  'erase-ticket': { any: ['privacy'] },
  'export-person': { any: ['privacy'], personal: true },
  'erase-person': { any: ['privacy'] },
  'list-tickets': READ_TICKETS,
  'show-ticket': READ_TICKETS,
  'ticket-history': READ_TICKETS,
  'live-tickets': { own: CLERKS, personal: true },
  'ticket-letter': { own: DEPARTMENT, personal: true },
  'list-duplicates': { own: CLERKS, any: ['agent'], personal: true },
  'take-ticket': WORK_ON_TICKETS,
  'return-ticket': WORK_ON_TICKETS,
  'plan-callback': WORK_ON_TICKETS,
  'record-attempt': WORK_ON_TICKETS,
  'answer-ticket': WORK_ON_TICKETS,
  'close-ticket': WORK_ON_TICKETS,
  'reopen-ticket': WORK_ON_TICKETS,
  'move-ticket': WORK_ON_TICKETS,
  'merge-tickets': WORK_ON_TICKETS,
  'add-question': { own: DEPARTMENT, redacted: ['agent'] },
  'callback-slot': { any: [...STAFF, 'homepage'] },
  'department-closure-preview': { own: ['lead'], any: KEEPERS },
  'city-closure-preview': { any: KEEPERS },
};

const NOTIFY: ServiceRules = {
  tasks: { own: CLERKS, personal: true },
  'claim-task': { own: CLERKS },
  'return-task': { own: CLERKS },
  'finish-task': { own: CLERKS },
  mails: { own: CLERKS, any: ['ops'], personal: true },
  mail: { own: CLERKS, any: ['ops'], personal: true },
  'retry-mail': { own: CLERKS, any: ['ops'] },
};

const DIRECTORY: ServiceRules = {
  hotline: { public: true },
  departments: { any: [...STAFF, 'homepage', 'frontend'] },
  department: { any: [...STAFF, 'frontend'], redacted: ['homepage'] },
  availability: { any: [...STAFF, 'homepage', 'frontend'] },
  'service-time': { any: [...STAFF, 'homepage'] },
  topics: { any: [...STAFF, 'homepage', 'frontend'] },
  'city-closures': { any: [...STAFF, 'homepage'] },
  'department-closures': { any: [...STAFF, 'homepage'] },
  'department-revisions': { own: ['lead'], any: KEEPERS },
  'change-hotline': { any: KEEPERS },
  // A lead changes deputies and what is promised, nothing else of the department.
  'change-department': { own: ['lead'], any: KEEPERS },
  'set-presence': { own: ['lead'], any: ['ops'] },
  'close-department': { own: ['lead'], any: KEEPERS },
  'remove-department-closure': { own: ['lead'], any: KEEPERS },
  'close-city': { any: KEEPERS },
  'remove-city-closure': { any: KEEPERS },
};

/**
 * The one table of who may do what, by service and operation. What is not in it cannot be done: a service does not start
 * with an operation or a live feed that has no rule.
 */
export const RULES: Readonly<Record<ServiceName, ServiceRules>> = {
  'call-intake': CALL_INTAKE,
  knowledge: KNOWLEDGE,
  tickets: TICKETS,
  notify: NOTIFY,
  directory: DIRECTORY,
};
