import { ArticlePublished, ArticleRetired } from './article.ts';
import * as call from './call.ts';
import type { EventContract } from './define.ts';
import { DepartmentChanged, HotlineChanged, PresenceChanged } from './department.ts';
import { MailFailed, MailQueued, MailSendStarted, MailSent } from './mail.ts';
import { TaskClaimed, TaskDone, TaskOpened } from './task.ts';
import * as ticket from './ticket.ts';
import { TransferConnected, TransferRefused } from './transfer.ts';

export * from './article.ts';
export * from './call.ts';
export * from './call-report.ts';
export * from './citizen.ts';
export * from './define.ts';
export * from './department.ts';
export * from './durables.ts';
export { Handled } from './handled.ts';
export * from './mail.ts';
export * from './streams.ts';
export * from './task.ts';
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
  TransferConnected,
  TransferRefused,
  ticket.TicketOpened,
  ticket.TicketTaken,
  ticket.CallbackDue,
  ticket.CallbackAttempted,
  ticket.TicketAnswered,
  ticket.TicketClosed,
  DepartmentChanged,
  PresenceChanged,
  HotlineChanged,
  ArticlePublished,
  ArticleRetired,
  MailQueued,
  MailSendStarted,
  MailSent,
  MailFailed,
  TaskOpened,
  TaskClaimed,
  TaskDone,
] as readonly EventContract[];
