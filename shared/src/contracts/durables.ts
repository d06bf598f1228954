import {
  ArticlesRequested,
  CallAbandoned,
  CallAggregate,
  CallAnswered,
  CallEnded,
  CallErased,
  CallReceived,
  TransferRequested,
} from './call.ts';
import type { EventContract } from './define.ts';
import { DepartmentChanged, HotlineChanged } from './department.ts';
import { GapErased } from './gap.ts';
import { MailErased, MailFailed, MailQueued } from './mail.ts';
import type { ServiceName, StreamName } from './streams.ts';
import { TaskErased } from './task.ts';
import {
  CallbackAttempted,
  CallbackDue,
  CallbackOverdue,
  CallbackPlanned,
  EmailConsentWithdrawn,
  TicketAbsorbed,
  TicketAnswered,
  TicketClosed,
  TicketErased,
  TicketMerged,
  TicketMovedIn,
  TicketMovedOut,
  TicketOpened,
  TicketReopened,
} from './ticket.ts';
import { TransferConnected, TransferErased, TransferRefused } from './transfer.ts';

/**
 * A durable consumer: made by provisioning, shared by all replicas of its service. Its name is a promise to operations:
 * `<service>-on-<event>` reacts, `<service>-view…` fills the database.
 */
export interface DurableContract {
  readonly name: string;
  readonly service: ServiceName;
  readonly stream: StreamName;
  readonly subjects: readonly string[];
  /** Messages in work at a time; small where a handler waits, so that one replica doesn't hoard. */
  readonly prefetch: number;
  /** Where a durable that is new begins: at the stream's beginning, or (`now`) without what happened before there was it. */
  readonly from?: 'now';
}

/** A message not heard of for so long goes to another replica: what a killed process had in work is late by this much. */
export const ACK_WAIT_MS = 6_000;

function reaction(service: ServiceName, event: string, prefetch: number, ...events: EventContract[]): DurableContract {
  const [first] = events;
  if (!first) throw new Error(`${service}-on-${event} reacts to nothing`);
  return {
    name: `${service}-on-${event}`,
    service,
    stream: first.aggregate.stream,
    subjects: events.map(({ subjects }) => subjects),
    prefetch,
  };
}

/** One that must not do to the whole past what a newer version of its service does from now on, such as write mails. */
function fromNow(durable: DurableContract): DurableContract {
  return { ...durable, from: 'now' };
}

function view(service: ServiceName, stream: StreamName, subjects: string[], suffix = ''): DurableContract {
  return { name: `${service}-view${suffix}`, service, stream, subjects, prefetch: 500 };
}

export const DURABLES = {
  callIntakeOnIntake: {
    name: 'call-intake-on-intake',
    service: 'call-intake',
    stream: 'INTAKE',
    subjects: ['intake.calls.*.*'],
    prefetch: 100,
  },
  callIntakeOnTransferDecided: reaction('call-intake', 'transfer-decided', 500, TransferConnected, TransferRefused),
  callIntakeOnTicketOpened: reaction('call-intake', 'ticket-opened', 500, TicketOpened),
  callIntakeOnCallReceived: fromNow(reaction('call-intake', 'call-received', 100, CallReceived)),
  callIntakeOnCallAnswered: fromNow(reaction('call-intake', 'call-answered', 100, CallAnswered)),
  callIntakeOnTransferRequested: fromNow(reaction('call-intake', 'transfer-requested', 500, TransferRequested)),
  callIntakeOnCallHandled: fromNow(
    reaction('call-intake', 'call-handled', 100, CallReceived, CallAnswered, CallEnded, CallAbandoned),
  ),
  callIntakeOnTimerDue: {
    name: 'call-intake-on-timer-due',
    service: 'call-intake',
    stream: 'TIMERS_CALL_INTAKE',
    subjects: ['due.call-intake.*.*'],
    prefetch: 100,
  },
  callIntakeOnCallErased: reaction('call-intake', 'call-erased', 20, CallErased),
  callIntakeOnTicketErased: reaction('call-intake', 'ticket-erased', 100, TicketErased),
  callIntakeViewTickets: view('call-intake', 'TICKETS', ['tickets.>'], '-tickets'),
  callIntakeView: view('call-intake', CallAggregate.stream, ['calls.>']),

  directoryOnTransferRequested: reaction('directory', 'transfer-requested', 500, TransferRequested),
  directoryOnTimerDue: {
    name: 'directory-on-timer-due',
    service: 'directory',
    stream: 'TIMERS_DIRECTORY',
    subjects: ['due.directory.*.*'],
    prefetch: 10,
  },
  directoryOnCallErased: reaction('directory', 'call-erased', 20, CallErased),
  directoryOnTransferErased: reaction('directory', 'transfer-erased', 20, TransferErased),
  directoryView: view('directory', 'DIRECTORY', ['directory.>']),
  directoryViewTransfers: view('directory', 'TRANSFERS', ['transfers.>'], '-transfers'),

  // All events of a gap have one subject: this one gets them all, and works for the marker alone.
  knowledgeOnGapErased: reaction('knowledge', 'gap-erased', 20, GapErased),
  knowledgeOnTimerDue: {
    name: 'knowledge-on-timer-due',
    service: 'knowledge',
    stream: 'TIMERS_KNOWLEDGE',
    subjects: ['due.knowledge.*.*'],
    prefetch: 10,
  },
  knowledgeView: view('knowledge', 'KNOWLEDGE', ['knowledge.>']),
  knowledgeViewGaps: view('knowledge', 'GAPS', ['gaps.>'], '-gaps'),

  ticketsOnTransferRefused: reaction('tickets', 'transfer-refused', 100, TransferRefused),
  ticketsOnCallbackPlanned: reaction(
    'tickets',
    'callback-planned',
    100,
    TicketOpened,
    CallbackAttempted,
    CallbackPlanned,
    TicketMovedIn,
    TicketReopened,
    TicketAbsorbed,
  ),
  ticketsOnDirectoryChanged: fromNow(reaction('tickets', 'directory-changed', 1, DepartmentChanged, HotlineChanged)),
  ticketsOnTimerDue: {
    name: 'tickets-on-timer-due',
    service: 'tickets',
    stream: 'TIMERS_TICKETS',
    subjects: ['due.tickets.*.*'],
    prefetch: 100,
  },
  ticketsOnTicketErased: reaction('tickets', 'ticket-erased', 20, TicketErased),
  ticketsView: view('tickets', 'TICKETS', ['tickets.>']),

  notifyOnTicketOpened: reaction('notify', 'ticket-opened', 100, TicketOpened),
  notifyOnTicketAnswered: reaction('notify', 'ticket-answered', 100, TicketAnswered),
  notifyOnCallbackDue: reaction('notify', 'callback-due', 100, CallbackDue),
  notifyOnTicketSettled: reaction(
    'notify',
    'ticket-settled',
    100,
    CallbackAttempted,
    CallbackPlanned,
    TicketAnswered,
    TicketClosed,
    TicketMovedOut,
    TicketMerged,
  ),
  notifyOnCallbackPlanned: fromNow(reaction('notify', 'callback-planned', 100, CallbackPlanned)),
  notifyOnCallbackAttempted: fromNow(reaction('notify', 'callback-attempted', 100, CallbackAttempted)),
  notifyOnCallbackOverdue: fromNow(reaction('notify', 'callback-overdue', 100, CallbackOverdue)),
  notifyOnTicketStatus: fromNow(reaction('notify', 'ticket-status', 100, TicketMovedIn, TicketReopened, TicketClosed)),
  notifyOnArticlesRequested: fromNow(reaction('notify', 'articles-requested', 100, ArticlesRequested)),
  notifyOnDirectoryChanged: fromNow(reaction('notify', 'directory-changed', 100, DepartmentChanged, HotlineChanged)),
  // A handler that speaks SMTP waits: few at a time, or one replica keeps mails the others could send.
  notifyOnMailQueued: reaction('notify', 'mail-queued', 10, MailQueued),
  notifyOnMailFailed: reaction('notify', 'mail-failed', 100, MailFailed),
  notifyOnTimerDue: {
    name: 'notify-on-timer-due',
    service: 'notify',
    stream: 'TIMERS_NOTIFY',
    subjects: ['due.notify.*.*'],
    prefetch: 10,
  },
  notifyOnConsentWithdrawn: reaction('notify', 'consent-withdrawn', 20, EmailConsentWithdrawn),
  notifyOnTicketErased: reaction('notify', 'ticket-erased', 20, TicketErased),
  notifyOnCallErased: reaction('notify', 'call-erased', 20, CallErased),
  notifyOnMailErased: reaction('notify', 'mail-erased', 20, MailErased),
  notifyOnTaskErased: reaction('notify', 'task-erased', 20, TaskErased),
  notifyViewTickets: view('notify', 'TICKETS', ['tickets.>'], '-tickets'),
  notifyViewMails: view('notify', 'MAILS', ['mails.>'], '-mails'),
  notifyViewTasks: view('notify', 'TASKS', ['tasks.>'], '-tasks'),
} as const satisfies Record<string, DurableContract>;

export function durablesOf(service: ServiceName): DurableContract[] {
  return Object.values<DurableContract>(DURABLES).filter((durable) => durable.service === service);
}

/** A program of a department: the department's first, or one more that has a consumer of its own. */
export interface DepartmentProgram {
  readonly departmentId: string;
  readonly consumer?: string | undefined;
}

/**
 * The durable a department reads its tickets from; one more for each further program, so that two don't take each
 * other's. Slugs hold no underscore: no department's durable is called like another's program.
 */
export function departmentDurable(
  departmentId: string,
  consumer?: string,
): { name: string; stream: StreamName; subjects: string[] } {
  const name = consumer ? `department-${departmentId}_${consumer}` : `department-${departmentId}`;
  return { name, stream: 'TICKETS', subjects: [`tickets.${departmentId}.>`] };
}
