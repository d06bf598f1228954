/** The directory and the tickets as call-intake meets them: their real events, decided by the simplest of rules. */
import { randomUUID } from 'node:crypto';
import {
  type Article,
  ArticleAggregate,
  ArticlePublished,
  ArticleRetired,
  type Department,
  DepartmentAggregate,
  DepartmentChanged,
  DURABLES,
  HotlineAggregate,
  HotlineChanged,
  leadsToTicket,
  type ServiceName,
  type Ticket,
  TicketAggregate,
  TicketOpened,
  type Transfer,
  TransferAggregate,
  TransferConnected,
  type TransferReason,
  TransferRefused,
  TransferRequested,
} from '@serviceportal/shared/contracts';
import { alreadyDone, happened, type Unnumbered } from '@serviceportal/shared/decision';
import { ticketIdFrom } from '@serviceportal/shared/identity';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { type Log, openLog, react } from '@serviceportal/shared/log';
import { createLogger } from '@serviceportal/shared/telemetry';
import { parseHours } from '@serviceportal/shared/time';
import type { Realm } from '@serviceportal/test/realm';

const hours = 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off';
const office = { hours, week: parseHours(hours), holidays: 'DE-NW', holidayDates: ['2026-12-25'], closures: [] };

export const NUMBER = '02151 86-2351';
export const OPENS_AT = '2026-11-24T08:00:00+01:00';

/** What the directory says to a transfer to each department; `connected` puts it through. */
const DEPARTMENTS: Record<string, { name: string; decides: TransferReason | 'connected' }> = {
  standesamt: { name: 'Standesamt', decides: 'connected' },
  wohngeld: { name: 'Wohngeldstelle', decides: 'closed' },
  zulassung: { name: 'Zulassungsstelle', decides: 'unstaffed' },
  umwelt: { name: 'Umwelt', decides: 'not-onboarded' },
};

const byItself = { type: 'service', id: 'test' } as const;

/** The log as `service` has it, ending with `life`: a part of the city that can go away. */
async function logOf(realm: Realm, service: ServiceName, life: Lifecycle): Promise<Log> {
  const { NATS_URL = '', NATS_SEED_FILE } = realm.env(service);
  const logger = createLogger({ service, level: 'silent' });
  return openLog({ NATS_URL, NATS_SEED_FILE }, { service, clock: realm.clock, logger }, life);
}

/** Writes hotline and departments as the directory does; each department has the topic `<id>-fragen`. */
export async function seedCity(realm: Realm, changes: Partial<Department> = {}): Promise<void> {
  const log = await realm.log('directory');
  const context = { cause: { id: randomUUID() }, actor: byItself };
  const hotline = {
    hotlineId: 'main',
    cityName: 'Krefeld',
    number: '02151 86-0',
    zone: 'Europe/Berlin',
    seats: 12,
  } as const;
  await log
    .aggregate(HotlineAggregate)
    .handle('main', context, () => happened(HotlineChanged, { ...hotline, ...office }));
  for (const [departmentId, { name }] of Object.entries(DEPARTMENTS)) {
    const department: Unnumbered<Department> = {
      ...{ departmentId, name, centralNumber: NUMBER, ...office, mailbox: `${departmentId}@krefeld.example` },
      topics: [{ topicId: `${departmentId}-fragen`, name: 'Fragen' }],
      serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
      ...changes,
    };
    await log
      .aggregate(DepartmentAggregate)
      .handle(departmentId, context, () => happened(DepartmentChanged, department));
  }
}

/** Publishes articles as knowledge does. */
export async function seedArticles(realm: Realm, audiences: Record<string, Article['audience']>): Promise<void> {
  const log = await realm.log('knowledge');
  for (const [articleId, audience] of Object.entries(audiences)) {
    const article: Unnumbered<Article> = {
      ...{ articleId, title: articleId, body: 'Text', topicId: 'standesamt-fragen', departmentId: 'standesamt' },
      ...{ keywords: [], audience, language: 'de' },
    };
    await log
      .aggregate(ArticleAggregate)
      .handle(articleId, { cause: { id: randomUUID() }, actor: byItself }, () => happened(ArticlePublished, article));
  }
}

/** Retires one of them. */
export async function retireArticle(realm: Realm, articleId: string): Promise<void> {
  const log = await realm.log('knowledge');
  const context = { cause: { id: randomUUID() }, actor: byItself };
  await log.aggregate(ArticleAggregate).handle(articleId, context, (article) => {
    if (!article) throw new Error(`there is no article ${articleId}`);
    return happened(ArticleRetired, { ...article, retired: true });
  });
}

/** Decides about transfers until `life` ends. */
export async function playDirectory(realm: Realm, life: Lifecycle): Promise<void> {
  const log = await logOf(realm, 'directory', life);
  const transfers = log.aggregate(TransferAggregate);
  const decides = react(TransferRequested, async ({ data, time }, context) => {
    const { transferId, departmentId, reason: why, request, call } = data;
    const reason = why === 'asked' ? DEPARTMENTS[departmentId]!.decides : why;
    const transfer = {
      ...{ transferId, callId: call.callId, departmentId, number: NUMBER, request },
      ...{ directoryRevision: 1, requestedAt: time, decidedAt: time },
    };
    await transfers.handle(transferId, context, (current) => {
      if (current) return alreadyDone;
      if (reason !== 'connected') return refused({ ...transfer, outcome: 'refused', reason, opensAt: OPENS_AT });
      const briefing = `${request.subject}: ${request.question}`;
      const connected = { ...transfer, outcome: 'connected', briefing } as const;
      return happened(TransferConnected, connected, { number: NUMBER, briefing });
    });
  });
  await log.react(DURABLES.directoryOnTransferRequested, decides);
}

function refused(transfer: Unnumbered<Transfer> & { reason: TransferReason }) {
  const { reason, opensAt, directoryRevision } = transfer;
  return happened(TransferRefused, transfer, { reason, opensAt, directoryRevision });
}

/** Makes a Vormerkung of each refusal that leads to one, until `life` ends. */
export async function playTickets(realm: Realm, life: Lifecycle): Promise<void> {
  const log = await logOf(realm, 'tickets', life);
  const tickets = log.aggregate(TicketAggregate);
  const opens = react(TransferRefused, async ({ data: { transfer } }, context) => {
    if (!leadsToTicket(transfer)) return;
    const ticketId = ticketIdFrom(transfer.transferId);
    await tickets.handle(ticketId, context, (current) =>
      current ? alreadyDone : happened(TicketOpened, ticketFor(ticketId, transfer), { origin: 'call' }),
    );
  });
  await log.react(DURABLES.ticketsOnTransferRefused, opens);
}

function ticketFor(ticketId: string, transfer: Transfer): Unnumbered<Ticket> {
  const { departmentId, callId, transferId, reason, request, decidedAt } = transfer;
  const { subject, question, citizen, wish } = request;
  const answerBy = request.fallback === 'email' ? 'email' : 'callback';
  return {
    ...{ ticketId, departmentId, callId, transferId, reason, subject, question, citizen, wish, answerBy },
    ...{ state: 'open', origin: 'call', attempts: [], directoryRevision: 1, callbackPlan: 1, callbackDue: 0 },
    ...{ openedAt: decidedAt, promiseBy: '2026-11-24T16:00:00+01:00' },
    ...(answerBy === 'callback' && { callbackAt: OPENS_AT, callbackUntil: '2026-11-24T10:00:00+01:00', wishMet: true }),
  };
}
