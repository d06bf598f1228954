import { DURABLES } from '@serviceportal/shared/contracts';
import type { Served } from '@serviceportal/shared/http';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { openService } from '@serviceportal/shared/service';
import type { CallIntakeConfig } from './config.ts';
import { callOperations } from './http/calls.ts';
import { handlingOperations } from './http/handling.ts';
import { callStreams } from './http/live.ts';
import { transferOperation } from './http/transfer.ts';
import { onIntake } from './reactions/on-intake.ts';
import { onTicketOpened } from './reactions/on-ticket-opened.ts';
import { onTransferDecided } from './reactions/on-transfer-decided.ts';
import { createTakeCall } from './receive-call.ts';
import { createFindCalls } from './view/calls.ts';
import { projections } from './view/projections.ts';

/** Starts call-intake: calls, what agents do with them, and what came of each transfer. */
export async function startCallIntake(config: CallIntakeConfig, life: Lifecycle): Promise<Served> {
  const service = await openService('call-intake', config, life);
  const { log, view, directory } = service;
  const takeCall = createTakeCall(service);

  // Before the first report from the bus is read, which is before HTTP is served.
  await directory.loaded;
  for (const projection of projections) await log.project(projection, projection.createProjector(view));
  await log.react(DURABLES.callIntakeOnTransferDecided, ...onTransferDecided(service));
  await log.react(DURABLES.callIntakeOnTicketOpened, onTicketOpened(service));
  await log.receive(DURABLES.callIntakeOnIntake, onIntake(service, takeCall, config.HMAC_KEY));
  return service.serve(
    [
      ...callOperations(service, takeCall, createFindCalls(view)),
      ...handlingOperations(service),
      transferOperation(service, config.PIN_KEY),
    ],
    callStreams(service),
  );
}
