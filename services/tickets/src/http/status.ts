import { TicketState, Timestamp } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import { displayTicketId, isPin, phoneText, pinFor, TicketNumber } from '@serviceportal/shared/identity';
import { z } from 'zod';
import { statusOf } from '../domain/status.ts';
import { statusAsked } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { createTryLimit } from './try-limit.ts';

const StatusAnswer = z.object({
  display: z.string(),
  state: TicketState,
  wording: z.string().describe('What citizens read'),
  department: z.string().describe("The department's name"),
  callbackAt: Timestamp.optional(),
  callbackUntil: Timestamp.optional(),
  promiseBy: Timestamp,
  lastPublicLine: z.string().optional(),
});

const FIFTEEN_MINUTES = 15 * 60_000;

/** What became of it, for whoever has number and PIN. From the log, so also without the database. */
export function statusOperation(parts: Parts): Operation {
  const { tickets, directory, clock, pinKey, logger } = parts;
  const perNumber = createTryLimit({ most: 10, withinMs: FIFTEEN_MINUTES });
  const perAddress = createTryLimit({ most: 30, withinMs: FIFTEEN_MINUTES });
  return operation({
    name: 'ticket-status',
    method: 'post',
    path: '/status',
    command: 'status',
    summary: 'The status of a Vormerkung, for citizens',
    body: z.strictObject({ display: TicketNumber, pin: z.string().min(1).max(20) }),
    answers: { 200: StatusAnswer },
    refusals: ['not-found', 'too-many'],
  }).handledBy(async ({ body: { display: ticketId, pin }, address }) => {
    // The address first: one that tries too much must not use up the tries of a number.
    const forgiveAddress = address === undefined ? () => undefined : perAddress.attempt(address);
    const forgiveNumber = perNumber.attempt(ticketId);
    const forgive = () => {
      forgiveNumber();
      forgiveAddress();
    };
    // A wrong number and a wrong PIN take the same steps, so that nothing shows which of them it was.
    const isRight = isPin(pinFor(pinKey, ticketId, 1), pin);
    const loaded = await tickets.load(ticketId).catch((cause: unknown) => {
      // Nobody has learned anything.
      forgive();
      throw cause;
    });
    if (!loaded || !isRight) {
      statusAsked(logger, { outcome: 'refused' });
      throw refuse(
        'not-found',
        'Zu dieser Vorgangsnummer und PIN liegt uns nichts vor. Bitte prüfen Sie Ihre Eingabe.',
      );
    }
    forgive();
    statusAsked(logger, { outcome: 'shown' });
    const { departmentId } = loaded.state;
    const department = directory.department(departmentId)?.name ?? departmentId;
    const { number: hotline } = directory.hotline();
    const context = { departmentName: department, hotlineNumber: phoneText(hotline, hotline) };
    const status = statusOf(loaded.state, { ...context, now: clock.now(), zone: clock.zone });
    return { status: 200, body: { ...status, display: displayTicketId(ticketId), department } };
  });
}
