import {
  type Department,
  type Transfer,
  TransferConnected,
  type TransferReason,
  TransferRefused,
  type TransferRequest,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import type { Availability } from './availability.ts';

/** What an agent asked for, as the event carries it. */
export interface RequestedTransfer {
  readonly transferId: string;
  readonly callId: string;
  readonly reason: 'asked' | 'takes-longer' | 'no-answer';
  readonly requestedAt: string;
  readonly request: TransferRequest;
}

/** So long a caller may have stayed on the line for an outcome. Whoever was kept longer is called back instead. */
const LONGEST_ON_THE_LINE = { minutes: 2 };

/**
 * Put through or not. A department that hasn't joined is never connected nor given a Vormerkung, since nobody would
 * watch it; a caller whose answer takes longer, or whom nobody answered, isn't put through even while it is open, nor
 * one who asked so long ago that they will have hung up. What was decided stays decided.
 */
export function decideTransfer(
  requested: RequestedTransfer,
  department: Department,
  availability: Availability & { readonly absentUntil?: string | undefined },
  at: { now: Temporal.Instant; zone: string },
  current: Transfer | undefined,
): Decision<Transfer> {
  if (current) return alreadyDone;
  const { transferId, callId, request, requestedAt } = requested;
  const { number, opensAt, absentUntil } = availability;
  const directoryRevision = department.revision;
  const transfer = {
    transferId,
    callId,
    departmentId: department.departmentId,
    directoryRevision,
    request,
    requestedAt,
    decidedAt: formatTimestamp(at.now, at.zone),
    number,
  };
  const reason = reasonAgainst(requested, availability, at.now);
  if (reason) {
    const refused = { ...transfer, outcome: 'refused', reason, opensAt, absentUntil } as const;
    return happened(TransferRefused, refused, { reason, opensAt, directoryRevision });
  }
  const briefing = briefingOf(department, request);
  return happened(TransferConnected, { ...transfer, outcome: 'connected', briefing }, { number, briefing });
}

function reasonAgainst(
  { reason, requestedAt }: RequestedTransfer,
  { state }: Availability,
  now: Temporal.Instant,
): TransferReason | undefined {
  if (state === 'not-onboarded') return 'not-onboarded';
  if (reason !== 'asked') return reason;
  if (state !== 'open') return state;
  const soonEnough = Temporal.Instant.from(requestedAt).add(LONGEST_ON_THE_LINE);
  return Temporal.Instant.compare(now, soonEnough) <= 0 ? undefined : 'takes-longer';
}

/** What the agent says to the department, so that the caller needn't tell it twice. */
function briefingOf(department: Department, { subject, question, citizen }: TransferRequest): string {
  const caller = citizen.name ? `${citizen.name}: ` : '';
  return `${department.name} – ${caller}${sentence(subject)} ${question}`.trim();
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
