import type { Ticket } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { isPin, pinFor, TicketNumber } from '@serviceportal/shared/identity';
import { z } from 'zod';
import { statusAsked } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { createTryLimit } from './try-limit.ts';

/** What citizens show who they are with. */
export const NumberAndPin = z.strictObject({ display: TicketNumber, pin: z.string().min(1).max(20) });

const FIFTEEN_MINUTES = 15 * 60_000;

/** Lets in whoever has number and PIN; a wrong one of either is refused alike, and too many tries are. */
export interface CitizenAccess {
  /** The ticket from the log, so also without the database. `address` is the network address, where it is known. */
  open(given: z.output<typeof NumberAndPin>, address: string | undefined): Promise<Ticket>;
}

/** One for all operations that ask for a PIN: their tries count together. */
export function createCitizenAccess({ tickets, pinKey, logger }: Parts): CitizenAccess {
  const perNumber = createTryLimit({ most: 10, withinMs: FIFTEEN_MINUTES });
  const perAddress = createTryLimit({ most: 30, withinMs: FIFTEEN_MINUTES });
  return {
    async open({ display: ticketId, pin }, address) {
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
      return loaded.state;
    },
  };
}
