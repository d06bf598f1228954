import { wholeNumber } from '@serviceportal/shared/config';
import { z } from 'zod';

const port = wholeNumber(0, 65_535).describe('a port number from 0 (any free one) to 65535');

export const InboxConfig = z.object({
  /** Where a container's own network keeps others out; loopback where nothing is named. */
  HOST: z.string().optional(),
  SMTP_PORT: port,
  PAGE_PORT: port,
  INBOX_DIR: z.string().describe('the folder that keeps the mails'),
  CITY_ZONE: z.string().default('Europe/Berlin'),
});
export type InboxConfig = z.infer<typeof InboxConfig>;
