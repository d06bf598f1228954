import { CallAggregate, Id } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { eventIdFor } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { awaitOutcome, transferIn } from '../await-outcome.ts';
import { requestTransfer } from '../domain/transfer.ts';
import { transferRequested } from '../facts.ts';
import { departmentFor } from './target.ts';
import { type AnswerParts, TransferAnswer, transferAnswer, TransferPending } from './transfer-answer.ts';
import { TransferBody, wishOf } from './transfer-body.ts';

export function transferOperation(service: Service, pinKey: string): Operation {
  const { log, directory, clock, logger } = service;
  const calls = log.aggregate(CallAggregate);
  const nameOf = (departmentId: string) => directory.department(departmentId)?.name;
  const parts: AnswerParts = { pinKey, zone: clock.zone, nameOf };
  return operation({
    name: 'transfer-call',
    method: 'post',
    path: '/calls/:callId/transfer',
    command: 'transfer',
    summary: 'The agent wants a department for the caller, else a Vormerkung; waits for the outcome, at most 2 s',
    params: z.strictObject({ callId: Id }),
    body: TransferBody,
    answers: { 200: TransferAnswer, 202: TransferPending },
    refusals: ['not-found', 'conflict', 'unprocessable', 'unavailable'],
  }).handledBy(async ({ params: { callId }, body, cause, actor }) => {
    const transferId = eventIdFor('call', callId, cause.id);
    const { subject, question, citizen, fallback, topicId, takesLonger } = body;
    const wanted = { transferId, topicId, subject, question, citizen, fallback, takesLonger, wish: wishOf(body) };
    const { state } = await awaitOutcome(service, calls, { callId, transferId }, async () => {
      const requested = await calls.handle(callId, { cause, actor }, (call, by) => {
        // Inside, so that a repeat gets its answer also when the directory has changed since.
        const { departmentId } = departmentFor(directory, body);
        const now = formatTimestamp(clock.now(), clock.zone);
        return requestTransfer({ ...wanted, departmentId }, call, by, now);
      });
      const { departmentId } = transferIn(requested.state, transferId);
      if (!requested.repeated) transferRequested(logger, { department: departmentId, fallback, callId, transferId });
      return requested;
    });
    const answer = transferAnswer(transferIn(state, transferId), parts);
    if (answer) return { status: 200, body: answer };
    return { status: 202, body: { outcome: 'pending', transferId, live: `/calls/${callId}/live` } };
  });
}
