import { Id, PersonId } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { eventIdFor } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { transferIn, type Which } from '../await-outcome.ts';
import { bounceTransfer } from '../domain/bounce.ts';
import { requestTransfer } from '../domain/transfer.ts';
import { transferBounced, transferRequested } from '../facts.ts';
import { type AskForTransfer, createAskForTransfer } from './outcome.ts';
import { departmentFor } from './target.ts';
import { TransferAnswer, TransferPending } from './transfer-answer.ts';
import { TransferBody, wishOf } from './transfer-body.ts';

const described = {
  method: 'post',
  params: z.strictObject({ callId: Id }),
  answers: { 200: TransferAnswer, 202: TransferPending },
  refusals: ['not-found', 'conflict', 'unprocessable', 'unavailable'],
  // The reaction to what is stored does, so that nobody on the phone waits for the audit log.
  recordsItself: true,
} as const;

/** Both ways to ask for a department: anew, and because it didn't pick up. */
export function transferOperations(service: Service, pinKey: string): Operation[] {
  const ask = createAskForTransfer(service, pinKey);
  return [transferOperation(service, ask), bouncedOperation(service, ask)];
}

function transferOperation({ directory, clock, logger }: Service, ask: AskForTransfer): Operation {
  return operation({
    ...described,
    name: 'transfer-call',
    path: '/calls/:callId/transfer',
    command: 'transfer',
    summary: 'The agent wants a department for the caller, else a Vormerkung; waits for the outcome, at most 2 s',
    body: TransferBody,
  }).handledBy((command) => {
    const { params, body, cause, actor, worker } = command;
    const { callId } = params;
    const transferId = eventIdFor('call', callId, cause.id);
    const { subject, question, citizen, fallback, topicId, takesLonger } = body;
    const wanted = { transferId, topicId, subject, question, citizen, fallback, takesLonger, wish: wishOf(body) };
    const which: Which = (transfer) => transfer.transferId === transferId;
    return ask(callId, which, async (calls) => {
      const requested = await calls.handle(callId, { cause, actor, worker }, (call, by) => {
        // Inside, so that a repeat gets its answer also when the directory has changed since.
        const { departmentId } = departmentFor(directory, body);
        const now = formatTimestamp(clock.now(), clock.zone);
        return requestTransfer({ ...wanted, departmentId }, call, by, now);
      });
      const { departmentId } = transferIn(requested.state, which);
      if (!requested.repeated) transferRequested(logger, { department: departmentId, fallback, callId, transferId });
      return requested;
    });
  });
}

function bouncedOperation({ clock, logger }: Service, ask: AskForTransfer): Operation {
  return operation({
    ...described,
    name: 'bounced-transfer',
    path: '/calls/:callId/bounced',
    command: 'bounced',
    summary: 'The department the caller was put through to did not pick up; answers as a transfer does',
    body: z.strictObject({ agentId: PersonId.optional(), transferId: Id }),
  }).handledBy((command) => {
    const { cause, actor, worker } = command;
    const { callId } = command.params;
    const { transferId: bounced } = command.body;
    // A bounce said twice is one, also without a key: what it led to is found by what bounced.
    const which: Which = ({ bounceOf }) => bounceOf === bounced;
    return ask(callId, which, async (calls) => {
      const transferId = eventIdFor('call', callId, cause.id);
      const requested = await calls.handle(callId, { cause, actor, worker }, (call, by) =>
        bounceTransfer({ bounced, transferId }, call, by, formatTimestamp(clock.now(), clock.zone)),
      );
      const { departmentId } = transferIn(requested.state, which);
      if (!requested.repeated) transferBounced(logger, { department: departmentId, callId, transferId });
      return requested;
    });
  });
}
