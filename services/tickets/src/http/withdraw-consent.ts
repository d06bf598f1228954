import type { Ticket } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { withdrawConsent } from '../domain/consent-withdrawal.ts';
import { consentWithdrawn } from '../facts.ts';
import { heirsOf } from '../heirs.ts';
import type { Parts } from '../parts.ts';
import { type CitizenAccess, NumberAndPin } from './citizen-access.ts';
import { type Asked, type Desk, refusals } from './desk.ts';
import { ClerkId, TicketParams } from './fields.ts';

const answers = { 200: z.object({ withdrawn: z.literal(true).describe('There is no consent (any more)') }) };

/** The citizen takes the consent to e-mail back: told to a clerk, or on the homepage with number and PIN. */
export function withdrawConsentOperations(parts: Parts, desk: Desk, access: CitizenAccess): Operation[] {
  const { clock, logger, tickets } = parts;

  async function withdraw(by: 'clerk' | 'citizen', asked: Asked) {
    const decide = (ticket: Ticket | undefined) =>
      withdrawConsent(by, ticket, formatTimestamp(clock.now(), clock.zone));
    const done = ({ ticketId, departmentId }: Ticket) =>
      consentWithdrawn(logger, { department: departmentId, by, ticketId });
    await desk.work(asked, decide, done);
    // The concern lives on in the ticket it was merged into, wherever that is by now.
    const { state: own } = await tickets.require(asked.params.ticketId);
    for (const { ticketId } of await heirsOf(own, tickets)) {
      const { state, repeated } = await tickets.handle(ticketId, asked, decide);
      if (!repeated) done(state);
    }
    return { status: 200, body: { withdrawn: true } } as const;
  }

  return [
    operation({
      name: 'withdraw-consent',
      method: 'post',
      path: '/tickets/:ticketId/withdraw-consent',
      summary: 'The citizen wants no mails any more that tell of the concern; queued ones are stopped',
      params: TicketParams,
      body: z.strictObject({ clerkId: ClerkId }),
      answers,
      refusals,
    }).handledBy((command) => withdraw('clerk', command)),
    operation({
      name: 'withdraw-consent-by-citizen',
      method: 'post',
      path: '/status/withdraw-consent',
      summary: 'The same by the citizen, with number and PIN',
      body: NumberAndPin,
      answers,
      refusals: [...refusals, 'too-many'],
      perMinute: 600,
    }).handledBy(async ({ body, actor, address, cause, reach }) => {
      const { ticketId } = await access.open(body, { actor, address });
      const citizen = { type: 'citizen', id: ticketId } as const;
      return withdraw('citizen', { params: { ticketId }, cause, actor: citizen, worker: citizen, reach });
    }),
  ];
}
