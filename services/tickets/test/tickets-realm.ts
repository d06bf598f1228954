/** The started service among the parts it needs, with a directory of three departments. */
import { signedIn } from '@serviceportal/test/tokens';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm, type RealmOptions } from '@serviceportal/test/realm';
import { startServiceProcess } from '@serviceportal/test/service-process';
import { readConfig } from '@serviceportal/shared/config';
import {
  ANCHOR_WRITER,
  type AuditEntry,
  AuditRecord,
  auditSubject,
  type Department,
  DepartmentAggregate,
  DepartmentChanged,
  type Hotline,
  HotlineAggregate,
  HotlineChanged,
  type Ticket,
  TransferAggregate,
  TransferRefused,
  type TransferReason,
  type TransferRequest,
} from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import type { Log } from '@serviceportal/shared/log';
import { formatTimestamp, parseHours } from '@serviceportal/shared/time';
import { randomUUID } from 'node:crypto';
import { TicketsConfig } from '../src/config.ts';
import { startTickets } from '../src/service.ts';

const HOURS = 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off';
const HOLIDAYS = ['2026-12-25', '2026-12-26', '2027-01-01', '2027-03-26', '2027-03-29'];

function department(departmentId: string, changes: Partial<Department> = {}): Omit<Department, 'revision'> {
  const hours = changes.hours ?? HOURS;
  return {
    departmentId,
    name: departmentId[0]!.toUpperCase() + departmentId.slice(1),
    centralNumber: '02151 86-2351',
    hours,
    week: parseHours(hours),
    holidays: 'DE-NW',
    holidayDates: HOLIDAYS,
    closures: [],
    onboardedOn: '2022-08-01',
    mailbox: `${departmentId}@krefeld.example`,
    topics: [{ topicId: `${departmentId}-frage`, name: 'Frage' }],
    serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
    ...changes,
  };
}

/** `standesamt`, `zulassung` with two callbacks an hour, `ordnung` with lunch, `jugendamt` that has not joined. */
const DEPARTMENTS = [
  department('standesamt'),
  department('zulassung', { serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16, callbacksPerHour: 2 } }),
  department('ordnung', { hours: 'Mo-Fr 08:00-12:00,13:30-16:00; PH off' }),
  department('jugendamt', { onboardedOn: undefined }),
];

async function fillDirectory(log: Log): Promise<void> {
  await putHotline(log);
  for (const each of DEPARTMENTS) await putDepartment(log, each);
}

async function putHotline(log: Log, changes: Partial<Hotline> = {}, replan?: boolean): Promise<void> {
  const city = { cityName: 'Krefeld', number: '02151 86-0', zone: 'Europe/Berlin', seats: 12 };
  const { week, hours, holidays, holidayDates, closures } = department('hotline');
  const wanted = { hotlineId: 'main', ...city, week, hours, holidays, holidayDates, closures, ...changes } as const;
  await log.aggregate(HotlineAggregate).handle('main', context(), () => happened(HotlineChanged, wanted, { replan }));
}

async function putDepartment(log: Log, wanted: Omit<Department, 'revision'>, replan?: boolean): Promise<void> {
  const decide = () => happened(DepartmentChanged, wanted, { replan });
  await log.aggregate(DepartmentAggregate).handle(wanted.departmentId, context(), decide);
}

function context() {
  return { cause: { id: randomUUID() }, actor: { type: 'service', id: 'directory' } as const };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    ticket: TicketBody;
    items: TicketBody[];
    nextCursor?: string;
    errors: { path: string }[];
  };
}
export type TicketBody = Ticket & { display: string; pin: string };

export interface Running {
  readonly url: string;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string | undefined>): Promise<Answer>;
  /** Drains and ends, as a signal would. */
  stop(): Promise<void>;
}

export interface TicketsRealm extends Realm {
  start(extra?: Record<string, string>): Promise<Running>;
  /** The service as a process of its own, which `kill` ends without a word. */
  startProcess(): Promise<Running & { kill(): Promise<void> }>;
  /** The directory refuses a transfer; resolves with its id, which tells the ticket. */
  refuse(changes?: Refused): Promise<string>;
  /** A new revision of a department; with `replan` somebody confirmed that callbacks move with its hours. */
  changeDepartment(departmentId: string, changes: Partial<Department>, replan?: boolean): Promise<void>;
  /** A new revision of the city's number and closures. */
  changeHotline(changes: Partial<Hotline>, replan?: boolean): Promise<void>;
  /** The stream's messages under a subject, oldest first. */
  stored(stream: string, subject: string): Promise<{ type: string; subject: string; data: { ticket: Ticket } }[]>;
  /** What the audit log has of a record, oldest first. */
  audited(kind: string, id: string): Promise<AuditEntry[]>;
}

export interface Refused {
  readonly reason?: TransferReason;
  readonly departmentId?: string;
  readonly directoryRevision?: number;
  readonly absentUntil?: string;
  readonly request?: Partial<TransferRequest>;
}

export const REQUEST = {
  subject: 'Geburtsurkunde',
  question: 'Wo bekomme ich eine Urkunde?',
  citizen: { name: 'Erika Muster', phone: '+492151862164', email: 'erika@example.de' },
  fallback: 'callback',
} as const satisfies TransferRequest;

export async function openTicketsRealm(options: RealmOptions): Promise<TicketsRealm> {
  const realm = await openRealm(options);
  const directory = await realm.log('directory');
  await fillDirectory(directory);
  const running = new Set<Running>();
  return {
    ...realm,
    async start(extra) {
      const life = createLifecycle();
      const { url } = await startTickets(readConfig(TicketsConfig, realm.env('tickets', extra)), life);
      const service: Running = {
        url,
        ask: (...asked) => ask(url, ...asked),
        async stop() {
          running.delete(service);
          await life.close();
        },
      };
      running.add(service);
      return service;
    },
    async startProcess() {
      const { url, end } = await startServiceProcess(realm, 'tickets');
      return { url, ask: (...asked) => ask(url, ...asked), stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
    },
    changeDepartment: (departmentId, changes, replan) =>
      putDepartment(directory, department(departmentId, changes), replan),
    changeHotline: (changes, replan) => putHotline(directory, changes, replan),
    refuse: (changes) => refuseTransfer(directory, realm, changes),
    stored: (stream, subject) => readStored(realm, stream, subject),
    audited: (kind, id) => readAudited(realm, { kind, id }),
    async close() {
      await Promise.all([...running].map((service) => service.stop()));
      await realm.close();
    },
  };
}

async function refuseTransfer(log: Log, { clock }: Realm, changes: Refused = {}): Promise<string> {
  const { reason = 'closed', departmentId = 'standesamt', directoryRevision = 1 } = changes;
  const transferId = randomUUID();
  const time = formatTimestamp(clock.now(), clock.zone);
  await log.aggregate(TransferAggregate).handle(
    transferId,
    {
      cause: { id: transferId, lasting: true },
      actor: { type: 'service', id: 'directory' },
      correlationId: 'call-1',
    },
    () =>
      happened(
        TransferRefused,
        {
          transferId,
          callId: 'call-1',
          departmentId,
          outcome: 'refused',
          reason,
          absentUntil: changes.absentUntil,
          directoryRevision,
          request: { ...REQUEST, ...changes.request },
          requestedAt: time,
          decidedAt: time,
        },
        { reason, directoryRevision },
      ),
  );
  return transferId;
}

async function readStored(realm: Realm, stream: string, subject: string) {
  const { state } = await realm.jsm.streams.info(stream, { subjects_filter: subject });
  const wanted = new Set(Object.keys(state.subjects ?? {}));
  const found: { type: string; subject: string; data: { ticket: Ticket } }[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const message = await realm.jsm.streams.getMessage(stream, { seq });
    if (message && wanted.has(message.subject))
      found.push({ ...message.json<object>(), subject: message.subject } as never);
  }
  return found;
}

async function readAudited({ jsm }: Realm, wanted: AuditEntry['of'][number]): Promise<AuditEntry[]> {
  const { state } = await jsm.streams.info('AUDIT');
  const found: AuditEntry[] = [];
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
    const message = await jsm.streams.getMessage('AUDIT', { seq });
    if (message && message.subject !== auditSubject(ANCHOR_WRITER))
      found.push(...AuditRecord.parse(message.json()).entries);
  }
  return found.filter(({ of }) => of.some(({ kind, id }) => kind === wanted.kind && id === wanted.id));
}

async function ask(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string | undefined> = {},
) {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url + path, {
    method,
    headers: await signedIn(body, { ...type, ...headers }),
    body: raw,
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** The ticket that a transfer led to, once it is in the list. */
export function listed(service: Running, transferId: string): Promise<TicketBody> {
  return eventually(async () => {
    const { body } = await service.ask('GET', '/tickets?limit=200');
    const ticket = body.items.find((each) => each.transferId === transferId);
    if (!ticket) throw new Error('not listed yet');
    return ticket;
  });
}

/** What the homepage sends. */
export const BY_WEB = {
  departmentId: 'standesamt',
  subject: REQUEST.subject,
  question: REQUEST.question,
  citizen: REQUEST.citizen,
  answerBy: 'callback',
};

/** A Vormerkung opened from the homepage. */
export async function openByWeb(service: Running, changes: object = {}): Promise<TicketBody> {
  const { status, body } = await service.ask('POST', '/tickets', { ...BY_WEB, ...changes });
  if (status !== 201) throw new Error(`opened no ticket: ${status} ${String(body['detail'])}`);
  return body.ticket;
}
