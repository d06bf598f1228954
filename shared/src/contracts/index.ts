import { ArticlePublished, ArticleRetired } from './article.ts';
import * as call from './call.ts';
import type { EventContract } from './define.ts';
import { DepartmentChanged, HotlineChanged, PresenceChanged } from './department.ts';
import { GapClosed, GapErased, SearchHelped, SearchMissed } from './gap.ts';
import { MailErased, MailFailed, MailQueued, MailSendStarted, MailSent } from './mail.ts';
import { TaskClaimed, TaskDone, TaskErased, TaskOpened, TaskReturned } from './task.ts';
import { AgentStateChanged } from './team.ts';
import * as ticket from './ticket.ts';
import { TransferConnected, TransferErased, TransferRefused } from './transfer.ts';

export * from './accounts.ts';
export * from './article.ts';
export * from './audit.ts';
export * from './call.ts';
export * from './call-report.ts';
export * from './citizen.ts';
export * from './define.ts';
export * from './department.ts';
export * from './durables.ts';
export * from './erasure.ts';
export * from './gap.ts';
export { Handled } from './handled.ts';
export * from './mail.ts';
export * from './person.ts';
export * from './readers.ts';
export * from './streams.ts';
export * from './task.ts';
export * from './team.ts';
export * from './ticket.ts';
export * from './timer.ts';
export * from './transfer.ts';
export * from './transfer-request.ts';
export * from './values.ts';

/** Every event on the bus. */
export const EVENTS: readonly EventContract[] = [
  call.CallReceived,
  call.CallAnswered,
  call.CallResolved,
  call.TransferRequested,
  call.CallTransferred,
  call.CallTicketed,
  call.CallRefused,
  call.CallEnded,
  call.CallAbandoned,
  call.ArticlesRequested,
  call.CallErased,
  AgentStateChanged,
  TransferConnected,
  TransferRefused,
  TransferErased,
  ticket.TicketOpened,
  ticket.TicketTaken,
  ticket.TicketReturned,
  ticket.TicketMovedOut,
  ticket.TicketMovedIn,
  ticket.CallbackPlanned,
  ticket.CallbackDue,
  ticket.CallbackAttempted,
  ticket.CallbackOverdue,
  ticket.QuestionAdded,
  ticket.TicketAnswered,
  ticket.TicketClosed,
  ticket.TicketReopened,
  ticket.TicketMerged,
  ticket.TicketAbsorbed,
  ticket.EmailConsentWithdrawn,
  ticket.TicketErased,
  DepartmentChanged,
  PresenceChanged,
  HotlineChanged,
  ArticlePublished,
  ArticleRetired,
  SearchMissed,
  SearchHelped,
  GapClosed,
  GapErased,
  MailQueued,
  MailSendStarted,
  MailSent,
  MailFailed,
  MailErased,
  TaskOpened,
  TaskClaimed,
  TaskReturned,
  TaskDone,
  TaskErased,
] as readonly EventContract[];
