import type { MailServer } from './adapters/smtp.ts';
import type { NotifyConfig } from './config.ts';
import type { Compose } from './delivery.ts';
import { letterOf } from './templates/letter.ts';

/** Makes of a mail what goes to the server: the letter, the sender in the city's name, the headers that join a thread. */
export function createComposer(
  config: Pick<NotifyConfig, 'STATUS_URL' | 'CITY_ZONE'>,
  sender: string,
  { isProtected }: Pick<MailServer, 'isProtected'>,
): Compose {
  const setting = { statusUrl: config.STATUS_URL, zone: config.CITY_ZONE };
  return (mail) => {
    // Queued while the way was protected, and now it isn't: the words stay here, the department gets a task.
    if (mail.template === 'ticket-answer' && !isProtected) return undefined;
    return {
      from: { name: `Stadt ${mail.content.cityName}`, address: sender },
      to: mail.citizen.email ?? '',
      messageId: mail.messageId,
      inReplyTo: mail.inReplyTo,
      letter: letterOf(mail, setting),
    };
  };
}
