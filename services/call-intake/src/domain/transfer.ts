import {
  type Call,
  type CallbackWish,
  type CallTransfer,
  type Citizen,
  type Fallback,
  TransferRequested,
} from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { callWith, inHandsOf, type Moment, unknownCall } from './call.ts';
import { EMAIL_CONSENT } from './email-consent.ts';

/** The call carries them, and must stay small enough for the server. */
const MOST_TRANSFERS = 10;

export interface RequestTransfer {
  readonly transferId: string;
  readonly departmentId: string;
  readonly topicId?: string;
  readonly subject: string;
  readonly question: string;
  /** What the agent wrote down of the caller; `emailConsent`: the answer's text may go by mail. */
  readonly citizen: Omit<Citizen, 'emailConsent'> & { readonly emailConsent?: boolean };
  /** What the caller gets when the department takes no call. */
  readonly fallback: Fallback;
  readonly wish?: CallbackWish;
  /** The department needs time: a Vormerkung at once, without being put through. */
  readonly takesLonger?: boolean;
}

/**
 * The agent wants a department. A call may be transferred several times, one after the other: the next only when it is
 * known what came of the one before.
 */
export function requestTransfer(
  command: RequestTransfer,
  call: Call | undefined,
  actor: Actor,
  now: Moment,
): Decision<Call> {
  if (!call) return unknownCall();
  const { transferId, departmentId, fallback, takesLonger } = command;
  const citizen = citizenOf(command, call, now);
  const missing = whatIsMissing(command, citizen);
  if (missing) return missing;
  const busy = noTransferNow(call);
  if (busy) return busy;
  const held = inHandsOf(actor, call, now);
  if (held instanceof Refusal) return held;

  const { topicId, subject, question, wish } = command;
  const transfer: CallTransfer = {
    transferId,
    departmentId,
    outcome: 'pending',
    requestedAt: now,
    requestedBy: actor,
    request: { topicId, subject, question, citizen, fallback, wish },
    reason: takesLonger ? 'takes-longer' : undefined,
  };
  return happened(TransferRequested, callWith({ ...held, transfers: [...call.transfers, transfer] }), {
    transferId,
    departmentId,
    reason: takesLonger ? 'takes-longer' : 'asked',
    fallback,
    request: transfer.request,
  });
}

/** Why the call can't be transferred right now; undefined where it can. */
export function noTransferNow({ endedAt, transfers }: Call): Refusal | undefined {
  if (endedAt) return refuse('conflict', 'The call is over: there is nobody on the line to transfer.');
  if (transfers.length >= MOST_TRANSFERS) return refuse('conflict', 'This call was transferred often enough: end it.');
  const waiting = transfers.some(({ outcome }) => outcome === 'pending');
  return waiting ? refuse('conflict', 'A transfer of this call is still under way: wait for its outcome.') : undefined;
}

/** The number the call comes from is the caller's, unless they gave another. */
function citizenOf({ citizen }: RequestTransfer, call: Call, now: Moment): Citizen {
  const { emailConsent, phone = call.citizen.phone, ...given } = citizen;
  return {
    ...given,
    phone,
    emailConsent: emailConsent ? { wording: EMAIL_CONSENT, at: now, channel: 'phone' } : undefined,
  };
}

function whatIsMissing(
  { fallback, takesLonger }: RequestTransfer,
  { phone, email, statusMails }: Citizen,
): Refusal | undefined {
  if (takesLonger && fallback === 'none') {
    return invalid('fallback', 'must be "callback" or "email" when the answer takes longer');
  }
  if (fallback === 'callback' && !phone) return invalid('citizen.phone', 'is needed for a callback');
  if (fallback === 'email' && !email) return invalid('citizen.email', 'is needed for an answer by e-mail');
  if (statusMails && !email) return invalid('citizen.email', 'is needed for mails about the state');
  return undefined;
}

function invalid(path: string, message: string): Refusal {
  return refuse('invalid', `${path} ${message}`, [{ path, message }]);
}
