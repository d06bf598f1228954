import type { Mail } from '@serviceportal/shared/contracts';
import type { MailServer } from './adapters/smtp.ts';
import type { NotifyConfig } from './config.ts';
import type { Compose } from './delivery.ts';
import { isOfficeContent } from './domain/mail-content.ts';
import { letterOf } from './templates/letter.ts';

/** Makes of a mail what goes to the server: the letter, the sender in the city's name, the headers that join a thread. */
export function createComposer(
  config: Pick<NotifyConfig, 'STATUS_URL' | 'CITY_ZONE'>,
  sender: string,
  { isProtected }: Pick<MailServer, 'isProtected'>,
): Compose {
  const setting = { statusUrl: config.STATUS_URL, zone: config.CITY_ZONE };
  return (mail, now) => {
    // Queued while the way was protected, and now it isn't: the words stay here, the department gets a task.
    if (mail.template === 'ticket-answer' && !isProtected) return { withheld: 'unprotected' };
    // The figures of a morning; another day has its own.
    const day = dayOf(mail);
    if (day !== undefined && day !== now.toPlainDate().toString()) return { withheld: 'too-late' };
    return {
      from: { name: `Stadt ${mail.content.cityName}`, address: sender },
      to: mail.office ?? { email: mail.citizen.email ?? '' },
      messageId: mail.messageId,
      inReplyTo: mail.inReplyTo,
      letter: letterOf(mail, setting),
    };
  };
}

/** The one day that a digest is of use on; other mails always are. */
function dayOf({ content }: Mail): string | undefined {
  return isOfficeContent(content) ? content.digest?.date : undefined;
}
