/**
 * One stage of the chain as the services do it: compare-and-set per aggregate, the cause kept in its state, contracts
 * checked, reactions with dead letters and traces. `node log.ts <role>`.
 */
import { randomUUID } from 'node:crypto';
import {
  type Call,
  CallAggregate,
  CallTransferred,
  DURABLES,
  type Transfer,
  TransferAggregate,
  TransferConnected,
  type TransferRequest,
  TransferRequested,
} from '@serviceportal/shared/contracts';
import { alreadyDone, happened } from '@serviceportal/shared/decision';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { openLog, react } from '@serviceportal/shared/log';
import { createLogger } from '@serviceportal/shared/telemetry';
import { createClock, formatTimestamp } from '@serviceportal/shared/time';
import { makeCalls, type Role, serve } from './stage.ts';

const role = process.argv[2] as Role;
const service = role === 'first-hop' ? 'directory' : 'call-intake';
const clock = createClock(undefined, 'Europe/Berlin');
const logger = createLogger({ service, level: 'warn' });
const settings = {
  NATS_URL: process.env['NATS_URL']!,
  NATS_SEED_FILE: process.env[`SEED_${service.toUpperCase().replaceAll('-', '_')}`],
};
const log = await openLog(settings, { service, clock, logger }, createLifecycle());
const now = () => formatTimestamp(clock.now(), clock.zone);

const departmentId = 'standesamt';
const number = '+492151862351';
const briefing = 'Standesamt – Geburtsurkunde. Was muss ich mitbringen?';
const request: TransferRequest = {
  subject: 'Geburtsurkunde',
  question: 'Was muss ich mitbringen?',
  citizen: { phone: '+4915155501234' },
  fallback: 'callback',
};

if (role === 'first-hop') {
  const transfers = log.aggregate(TransferAggregate);
  await log.react(
    DURABLES.directoryOnTransferRequested,
    react(TransferRequested, async ({ data: { transferId, call } }, context) => {
      await transfers.begin(transferId, context, (transfer) =>
        transfer ? alreadyDone : happened(TransferConnected, connected(transferId, call.callId), { number, briefing }),
      );
    }),
  );
}
if (role === 'second-hop') {
  const calls = log.aggregate(CallAggregate);
  await log.react(
    DURABLES.callIntakeOnTransferDecided,
    react(TransferConnected, async ({ data: { transfer } }, context) => {
      const { callId, transferId } = transfer;
      await calls.handle(callId, context, (call) =>
        call?.state === 'transferred'
          ? alreadyDone
          : happened(CallTransferred, { ...call!, state: 'transferred' }, { transferId, departmentId, number }),
      );
    }),
  );
}
serve(async (start) => {
  const calls = log.aggregate(CallAggregate);
  await makeCalls(start, async () => {
    const callId = randomUUID();
    const context = { cause: { id: randomUUID() }, actor: { type: 'agent', id: 'bench' } } as const;
    await calls.begin(callId, context, () => {
      const call = requested(callId);
      const { transferId } = call.transfers[0]!;
      return happened(TransferRequested, call, {
        transferId,
        departmentId,
        reason: 'asked',
        fallback: 'callback',
        request,
      });
    });
  });
});

function requested(callId: string): Omit<Call, 'revision'> {
  const at = now();
  return {
    callId,
    state: 'transferring',
    line: 'hotline',
    citizen: { phone: request.citizen.phone },
    source: 'bench',
    agentId: 'bench',
    receivedAt: at,
    answeredAt: at,
    withinHours: true,
    transfers: [{ transferId: randomUUID(), departmentId, outcome: 'pending', requestedAt: at, request }],
    tickets: [],
  };
}

function connected(transferId: string, callId: string): Omit<Transfer, 'revision'> {
  const at = now();
  return {
    transferId,
    callId,
    departmentId,
    outcome: 'connected',
    number,
    briefing,
    directoryRevision: 1,
    request,
    requestedAt: at,
    decidedAt: at,
  };
}
