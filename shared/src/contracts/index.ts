import { ArticlePublished, ArticleRetired } from './article.ts';
import * as call from './call.ts';
import type { EventContract } from './define.ts';
import { DepartmentChanged, HotlineChanged, PresenceChanged } from './department.ts';
import { GapClosed, SearchHelped, SearchMissed } from './gap.ts';
import { MailFailed, MailQueued, MailSendStarted, MailSent } from './mail.ts';
import { TaskClaimed, TaskDone, TaskOpened, TaskReturned } from './task.ts';
import { AgentStateChanged } from './team.ts';
import * as ticket from './ticket.ts';
import { TransferConnected, TransferRefused } from './transfer.ts';

export * from './accounts.ts';
export * from './article.ts';
export * from './audit.ts';
export * from './call.ts';
export * from './call-report.ts';
export * from './citizen.ts';
export * from './define.ts';
export * from './department.ts';
export * from './durables.ts';
export * from './gap.ts';
export { Handled } from './handled.ts';
export * from './mail.ts';
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
  AgentStateChanged,
  TransferConnected,
  TransferRefused,
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
  DepartmentChanged,
  PresenceChanged,
  HotlineChanged,
  ArticlePublished,
  ArticleRetired,
  SearchMissed,
  SearchHelped,
  GapClosed,
  MailQueued,
  MailSendStarted,
  MailSent,
  MailFailed,
  TaskOpened,
  TaskClaimed,
  TaskReturned,
  TaskDone,
] as readonly EventContract[];
