import type { Done } from '@serviceportal/shared/audit';
import { type Call, CallAggregate } from '@serviceportal/shared/contracts';
import type { Aggregates, Outcome } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { createAwaitOutcome, transferIn, type Which } from '../await-outcome.ts';
import { type AnswerParts, type TransferAnswer, transferAnswer, type TransferPending } from './transfer-answer.ts';

type Answered = { status: 200; body: TransferAnswer } | { status: 202; body: TransferPending };

/** What the audit log is told of a command, besides what it says itself. */
type Commanded = Omit<Done, 'about'>;

/** Requests a transfer, waits for what comes of it, and answers, the same way whatever it was requested by. */
export type AskForTransfer = (
  callId: string,
  which: Which,
  command: Commanded,
  request: (calls: Aggregates<Call>) => Promise<Outcome<Call>>,
) => Promise<Answered>;

export function createAskForTransfer(service: Service, pinKey: string): AskForTransfer {
  const { log, directory, clock, audit } = service;
  const calls = log.aggregate(CallAggregate);
  const awaitOutcome = createAwaitOutcome(service);
  const nameOf = (departmentId: string) => directory.department(departmentId)?.name;
  const parts: AnswerParts = { pinKey, zone: clock.zone, nameOf };
  return async (callId, which, command, request) => {
    let recorded: Promise<void> | undefined;
    const { state } = await awaitOutcome(callId, which, async () => {
      const requested = await request(calls);
      // While the outcome is waited for anyway: somebody is on the line. The ticket it leads to is recorded with that.
      const { transferId } = transferIn(requested.state, which);
      recorded = audit.done({ ...command, about: [{ kind: 'transfer', id: transferId }] }, undefined);
      return requested;
    });
    const transfer = transferIn(state, which);
    await recorded;
    const answer = transferAnswer(transfer, parts);
    if (answer) return { status: 200, body: answer };
    const { transferId } = transfer;
    return { status: 202, body: { outcome: 'pending', transferId, live: `/calls/${callId}/live` } };
  };
}
