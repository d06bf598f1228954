import { BaseConfig, wholeNumber } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { parseEmail } from '@serviceportal/shared/identity';
import { z } from 'zod';

const SAMPLE_ADDRESS = 'servicetelefon@example.org';

const days = wholeNumber(1, 3_650).describe('a number of days from 1 to 3650');

export const NotifyConfig = BaseConfig.extend({
  SMTP_URL: z
    .string()
    .refine((text) => /^smtps?:\/\/\S+$/.test(text) && URL.canParse(text) && new URL(text).hostname !== '')
    .describe('a URL like smtp://127.0.0.1:8608 or smtps://user:password@mail.example.org'),
  /** `no` allows, outside production, a mail server without TLS that is not on this machine; answers then only go as notices. */
  SMTP_REQUIRE_TLS: z.enum(['yes', 'no']).describe('yes or no').default('yes'),
  /** The mails' sender; the name before it is the city's. */
  MAIL_FROM: z
    .string()
    .refine((text) => parseEmail(text) !== undefined)
    .describe('one e-mail address like servicetelefon@krefeld.de')
    .default(SAMPLE_ADDRESS),
  /** The right side of each Message-ID; that of MAIL_FROM unless told. */
  MAIL_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/i)
    .describe('a domain like krefeld.de')
    .optional(),
  /** Where citizens look up their Vormerkung; named in the mails if there is such a page. */
  STATUS_URL: z
    .url({ protocol: /^https?$/ })
    .describe('a URL like https://www.krefeld.de/vormerkung')
    .optional(),
  /** So many mails go to one address within an hour, not counting answers and mails to offices; the others wait for their turn. */
  MAILS_PER_HOUR: wholeNumber(1, 1_000).default(6),
  /** `yes` sends nothing: after a restore, until what was forgotten since is forgotten again. */
  HOLD_MAILS: z.enum(['yes', 'no']).describe('yes or no').default('no'),
  /** So long mails and tasks that are done are kept before whom they were about is forgotten. */
  KEEP_MAILS_DAYS: days.default(90),
  KEEP_TASKS_DAYS: days.default(90),
});
export type NotifyConfig = z.infer<typeof NotifyConfig>;

/** The sender's address as it stands in an envelope. Throws `ConfigError` where a city in production has none yet. */
export function senderOf(config: Pick<NotifyConfig, 'MAIL_FROM' | 'NODE_ENV'>): string {
  const address = parseEmail(config.MAIL_FROM);
  if (!address || (config.NODE_ENV === 'production' && address === SAMPLE_ADDRESS)) {
    throw new ConfigError('MAIL_FROM is missing: set it to the e-mail address that the mails of your city come from.');
  }
  return address;
}

/** The domain of the Message-IDs. */
export function mailDomainOf(config: Pick<NotifyConfig, 'MAIL_FROM' | 'MAIL_DOMAIN' | 'NODE_ENV'>): string {
  const sender = senderOf(config);
  return config.MAIL_DOMAIN ?? sender.slice(sender.lastIndexOf('@') + 1);
}
