import type { Ticket } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';

/** What a citizen had been told of the callback; what nobody knows any more is missing. */
export interface Told {
  readonly callbackAt?: string | undefined;
  readonly callbackUntil?: string | undefined;
  /** The department's, which mails name. */
  readonly departmentNumber?: string | undefined;
}

/** Whether the ticket's callback comes in another window than the citizen was told; none is no news. */
export function isNewWindow({ callbackAt, callbackUntil }: Ticket, told: Told): boolean {
  if (callbackAt === undefined) return false;
  return (
    !isSame(callbackAt, told.callbackAt) ||
    (told.callbackUntil !== undefined && !isSame(callbackUntil, told.callbackUntil))
  );
}

/** Whether the department's number is another than the citizen was told. */
export function isNewNumber(departmentNumber: string, told: Told): boolean {
  return told.departmentNumber !== undefined && told.departmentNumber !== departmentNumber;
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Temporal.Instant.compare(one, other) === 0;
}
