import type { Mail, Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone } from '@serviceportal/shared/decision';
import type { Context } from '@serviceportal/shared/log';
import { leadOf } from './contacts.ts';
import { escalationTime, gatherEscalation } from './domain/escalation.ts';
import type { MailDraft } from './domain/mail.ts';
import { momentOf } from './domain/moment.ts';
import { escalationOf } from './domain/office-mail.ts';
import { mailQueued } from './facts.ts';
import type { Notify } from './notify.ts';

/** Tells whoever leads a department of a promise that was missed on `date` (`2026-11-24`), together with others. */
export type Escalate = (ticket: Ticket, date: string, context: Context) => Promise<void>;

/**
 * A department's mails of a day are numbered, and each takes what is missed until it goes. Looked through from the first,
 * as the one that told of this ticket already remembers its event.
 */
export function createEscalate(notify: Notify): Escalate {
  const { mails, directory, setting, logger, now } = notify;

  async function draftOf(ticket: Ticket, which: { date: string; part: number }, before?: Mail): Promise<MailDraft> {
    const { departmentId } = ticket;
    const calendar = directory.calendarOf(await directory.atLeast(departmentId, 1));
    const time = escalationTime(now(), before, calendar);
    const office = await leadOf(directory, departmentId, momentOf(time.notBefore, now()).toPlainDate().toString());
    return escalationOf(office, ticket, { ...which, ...time }, setting);
  }

  return async (ticket, date, context) => {
    let before: Mail | undefined;
    for (let part = 1; ; part++) {
      const draft = await draftOf(ticket, { date, part }, before);
      let isOnItsWay = false;
      const { state, repeated } = await mails.handle(draft.mailId, context, (current) => {
        const decided = gatherEscalation(draft, ticket, current, now());
        isOnItsWay = decided === undefined;
        return decided ?? alreadyDone;
      });
      if (!isOnItsWay) {
        if (!repeated) mailQueued(logger, { template: 'escalation', mailId: draft.mailId, ticketId: ticket.ticketId });
        return;
      }
      before = state;
    }
  };
}
