import {
  type Article,
  ArticleAggregate,
  ArticlePublished,
  ArticlesRequested,
  type Call,
  CallAggregate,
  CallbackAttempted,
  CallbackDue,
  type Citizen,
  type Department,
  DepartmentAggregate,
  DepartmentChanged,
  type EventContract,
  type ExtraOf,
  type Ticket,
  TicketAggregate,
  TicketAnswered,
  TicketClosed,
  TicketOpened,
} from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import { ticketIdFrom } from '@serviceportal/shared/identity';
import type { Outcome } from '@serviceportal/shared/log';
import { randomUUID } from 'node:crypto';
import type { Realm } from '@serviceportal/test/realm';
import { seedDirectory } from './offices.ts';

/** A ticket as the tests write it. */
export function ticketOf(citizen: Citizen, changes: Partial<Ticket> = {}): Ticket {
  return {
    ticketId: ticketIdFrom(randomUUID()),
    departmentId: 'standesamt',
    state: 'open',
    origin: 'call',
    subject: 'Scheidung Mustermann',
    question: 'Welche Unterlagen braucht Erika Mustermann?',
    citizen,
    answerBy: 'callback',
    openedAt: '2026-11-23T10:00:00+01:00',
    promiseBy: '2026-11-24T16:00:00+01:00',
    callbackAt: '2026-11-24T08:00:00+01:00',
    callbackUntil: '2026-11-24T10:00:00+01:00',
    callbackPlan: 1,
    callbackDue: 0,
    attempts: [],
    directoryRevision: 1,
    revision: 1,
    ...changes,
  };
}

const answeredCall: Omit<Call, 'callId' | 'citizen' | 'revision'> = {
  state: 'answered',
  line: 'hotline',
  source: 'demo-frontend',
  agentId: 'anna',
  receivedAt: '2026-11-23T10:00:00+01:00',
  withinHours: true,
  transfers: [],
  tickets: [],
};

/** Plays the other services: what they would write, notify reads. */
export interface City {
  open(ticket: Ticket): Promise<Ticket>;
  due(ticketId: string): Promise<Ticket>;
  attempt(ticketId: string): Promise<Ticket>;
  answer(ticketId: string, by: 'phone' | 'email', text: string): Promise<Ticket>;
  close(ticketId: string): Promise<Ticket>;
  /** Any other event of the ticket, with what it changes and carries. */
  happens<C extends EventContract<string, 'ticket', typeof Ticket>>(
    ticketId: string,
    contract: C,
    changes: Partial<Ticket>,
    extra: ExtraOf<C>,
  ): Promise<Ticket>;
  /** A caller asks for articles; gives the id of the mail they are to come in. */
  wantArticles(articleIds: string[], citizen: Citizen): Promise<string>;
  publishArticle(article: Omit<Article, 'revision'>): Promise<void>;
  /** Another revision of the department's hours and people. */
  changeDepartment(department: Omit<Department, 'revision'>): Promise<void>;
}

export async function openCity(realm: Realm): Promise<City> {
  const actor = { type: 'clerk', id: 'k-weber' } as const;
  const directory = await realm.log('directory');
  await seedDirectory(directory);
  const knowledge = (await realm.log('knowledge')).aggregate(ArticleAggregate);
  const calls = (await realm.log('call-intake')).aggregate(CallAggregate);
  const context = () => ({ cause: { id: randomUUID() }, actor }) as const;
  const tickets = (await realm.log('tickets')).aggregate(TicketAggregate);
  const at = '2026-11-24T08:10:00+01:00';
  const nextAt = '2026-11-24T14:00:00+01:00';

  async function change(ticketId: string, decide: (ticket: Ticket) => Decision<Ticket>): Promise<Ticket> {
    const missing = refuse('not-found', 'no such ticket');
    const done: Outcome<Ticket> = await tickets.handle(ticketId, { cause: { id: randomUUID() }, actor }, (ticket) =>
      ticket ? decide(ticket) : missing,
    );
    return done.state;
  }

  return {
    async open(ticket) {
      const { origin } = ticket;
      const { state } = await tickets.handle(ticket.ticketId, { cause: { id: randomUUID() }, actor }, () =>
        happened(TicketOpened, ticket, { origin }),
      );
      return state;
    },
    due: (ticketId) =>
      change(ticketId, (ticket) =>
        happened(
          CallbackDue,
          { ...ticket, callbackDue: ticket.callbackPlan },
          { attempt: ticket.callbackPlan, callbackAt: ticket.callbackAt! },
        ),
      ),
    attempt: (ticketId) =>
      change(ticketId, (ticket) => {
        const attempt = { at, clerkId: actor.id, result: 'no-answer' as const, nextAt };
        const callbackPlan = ticket.callbackPlan + 1;
        return happened(
          CallbackAttempted,
          { ...ticket, attempts: [...ticket.attempts, attempt], callbackPlan, callbackAt: nextAt },
          { clerkId: actor.id, result: 'no-answer', nextAt },
        );
      }),
    answer: (ticketId, by, text) =>
      change(ticketId, (ticket) =>
        happened(
          TicketAnswered,
          { ...ticket, state: 'answered', answer: { by, text, at, clerkId: actor.id } },
          { by, clerkId: actor.id },
        ),
      ),
    close: (ticketId) =>
      change(ticketId, (ticket) =>
        happened(TicketClosed, { ...ticket, state: 'closed', outcome: 'erledigt' }, { outcome: 'erledigt' }),
      ),
    happens: (ticketId, contract, changes, extra) =>
      change(ticketId, (ticket) => ({ contract, state: { ...ticket, ...changes }, extra })),
    async wantArticles(articleIds, citizen) {
      const [callId, mailId] = [randomUUID(), randomUUID()];
      const call = { callId, ...answeredCall, citizen };
      await calls.handle(callId, context(), () => happened(ArticlesRequested, call, { mailId, articleIds, citizen }));
      return mailId;
    },
    publishArticle: async (article) =>
      void (await knowledge.handle(article.articleId, context(), () => happened(ArticlePublished, article))),
    changeDepartment: async (department) =>
      void (await directory
        .aggregate(DepartmentAggregate)
        .handle(department.departmentId, context(), () => happened(DepartmentChanged, department))),
  };
}
