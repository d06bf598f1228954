import type { Ticket } from '@serviceportal/shared/contracts';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import { type Command, networkOf } from '@serviceportal/shared/http';
import { isPin, pinFor, TicketNumber } from '@serviceportal/shared/identity';
import type { TryLimit } from '@serviceportal/shared/log';
import { z } from 'zod';
import { statusAsked } from '../facts.ts';
import type { Parts } from '../parts.ts';

/** What citizens show who they are with. */
export const NumberAndPin = z.strictObject({ display: TicketNumber, pin: z.string().min(1).max(20) });

/** Lets in whoever has number and PIN; a wrong one of either is refused alike, and too many tries are. */
export interface CitizenAccess {
  /** The ticket from the log, so also without the database. Tries count by number, and by address where one person has it. */
  open(given: z.output<typeof NumberAndPin>, from: Pick<Command, 'actor' | 'address'>): Promise<Ticket>;
}

/** One for all operations that ask for a PIN: their tries count together, over all replicas. */
export function createCitizenAccess({ tickets, pinKey, tries, logger }: Parts): CitizenAccess {
  /** Counts a try and lets it happen, or refuses it. Gives back what takes a right one off again. */
  async function attempt(ticketId: string, address: string | undefined): Promise<() => Promise<unknown>> {
    // The address first: one that tries too much must not use up the tries of a number.
    const byAddress = address === undefined ? undefined : await counted(tries.byAddress, networkOf(address));
    const byNumber = await counted(tries.byNumber, ticketId);
    return () => Promise.all([byNumber(), byAddress?.()]);
  }

  return {
    async open({ display: ticketId, pin }, from) {
      const forgive = await attempt(ticketId, addressIn(from));
      // No ticket is looked at before the PIN is right: so a wrong number and a wrong PIN take the same steps and time.
      if (!isPin(pinFor(pinKey, ticketId, 1), pin)) throw refused();
      const [loaded] = await Promise.all([tickets.load(ticketId), forgive()]);
      if (!loaded) throw refused();
      statusAsked(logger, { outcome: 'shown' });
      return loaded.state;
    },
  };

  function refused(): Refusal {
    statusAsked(logger, { outcome: 'refused' });
    return refuse('not-found', 'Zu dieser Vorgangsnummer und PIN liegt uns nichts vor. Bitte prüfen Sie Ihre Eingabe.');
  }
}

/** The homepage asks for all citizens from one server: there an address says nothing of who tries. */
function addressIn({ actor, address }: Pick<Command, 'actor' | 'address'>): string | undefined {
  return actor.type === 'frontend' ? undefined : address;
}

async function counted(limit: TryLimit, key: string): Promise<() => Promise<void>> {
  const forgive = await limit.attempt(key);
  if (!forgive) throw tooMany(limit.windowSeconds);
  return forgive;
}

/** The oldest try may be forgotten sooner; after the whole time surely one is. */
function tooMany(retryAfterSeconds: number): Refusal {
  const wait = `${Math.ceil(retryAfterSeconds / 60)} Minuten`;
  const detail = `Zu viele Versuche. Bitte probieren Sie es in ${wait} noch einmal.`;
  return new Refusal('too-many', detail, undefined, { retryAfterSeconds });
}
