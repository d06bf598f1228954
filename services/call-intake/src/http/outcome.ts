import { type Call, CallAggregate } from '@serviceportal/shared/contracts';
import type { Aggregates, Outcome } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { createAwaitOutcome, transferIn, type Which } from '../await-outcome.ts';
import { type AnswerParts, type TransferAnswer, transferAnswer, type TransferPending } from './transfer-answer.ts';

type Answered = { status: 200; body: TransferAnswer } | { status: 202; body: TransferPending };

/** Requests a transfer, waits for what comes of it, and answers, the same way whatever it was requested by. */
export type AskForTransfer = (
  callId: string,
  which: Which,
  request: (calls: Aggregates<Call>) => Promise<Outcome<Call>>,
) => Promise<Answered>;

export function createAskForTransfer(service: Service, pinKey: string): AskForTransfer {
  const { log, directory, clock } = service;
  const calls = log.aggregate(CallAggregate);
  const awaitOutcome = createAwaitOutcome(service);
  const nameOf = (departmentId: string) => directory.department(departmentId)?.name;
  const parts: AnswerParts = { pinKey, zone: clock.zone, nameOf };
  return async (callId, which, request) => {
    const { state } = await awaitOutcome(callId, which, () => request(calls));
    const transfer = transferIn(state, which);
    const answer = transferAnswer(transfer, parts);
    if (answer) return { status: 200, body: answer };
    const { transferId } = transfer;
    return { status: 202, body: { outcome: 'pending', transferId, live: `/calls/${callId}/live` } };
  };
}
