import type { Ticket } from '@serviceportal/shared/contracts';
import type { Aggregates, TryLimit } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import type { CallbackLoad } from './callback-load.ts';
import type { TicketList } from './view/tickets.ts';

/** What this service's operations and reactions work with. */
export interface Parts extends Service {
  readonly tickets: Aggregates<Ticket>;
  readonly list: TicketList;
  readonly load: CallbackLoad;
  readonly pinKey: string;
  /** How often a number and a PIN may be tried, on all replicas together. */
  readonly tries: { readonly byNumber: TryLimit; readonly byAddress: TryLimit };
}
