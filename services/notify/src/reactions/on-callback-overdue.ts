import { CallbackOverdue } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { leadOf } from '../contacts.ts';
import { timestampOf } from '../domain/moment.ts';
import { escalationOf } from '../domain/office-mail.ts';
import type { Notify } from '../notify.ts';

/** A promise was missed: who leads the department hears of it, now or when the office opens again. */
export function onCallbackOverdue({ queue, directory, setting, now }: Notify): Reaction {
  return react(CallbackOverdue, async ({ id, data: { ticket } }, context) => {
    const { departmentId } = ticket;
    const calendar = directory.calendarOf(await directory.atLeast(departmentId, 1));
    const at = now();
    // An office that opens no more gets the mail when it does: delivery looks at its hours too.
    const opening = calendar.isOpen(at.toInstant()) ? undefined : calendar.nextOpening(at.toInstant());
    const goes = opening?.toZonedDateTimeISO(at.timeZoneId) ?? at;
    const office = await leadOf(directory, departmentId, goes.toPlainDate().toString());
    const notBefore = opening && timestampOf(goes);
    await queue.add(escalationOf(office, ticket, { eventId: id, notBefore }, setting), context);
  });
}
