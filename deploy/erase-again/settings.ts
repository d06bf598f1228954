import { urls } from '@serviceportal/shared/config';
import { z } from 'zod';
import { planPorts } from '../launcher/ports.ts';
import { Settings } from '../launcher/settings.ts';

/** As for `npm start`, and two for systems that were started otherwise. */
export const EraseAgainSettings = z.object({
  ...Settings.pick({ PORT_BASE: true, DATA_DIR: true }).shape,
  TICKETS_URL: urls('http://127.0.0.1:8603', 'http', 'https').optional(),
  NOTIFY_URL: urls('http://127.0.0.1:8604', 'http', 'https').optional(),
});
type EraseAgainSettings = z.infer<typeof EraseAgainSettings>;

/** Where people are forgotten, and where mails go out. */
export interface Addresses {
  readonly tickets: string;
  readonly notify: string;
}

export function addressesOf({ PORT_BASE, TICKETS_URL, NOTIFY_URL }: EraseAgainSettings): Addresses {
  const { services } = planPorts(PORT_BASE, {});
  return {
    tickets: TICKETS_URL ?? `http://127.0.0.1:${services.tickets.port}`,
    notify: NOTIFY_URL ?? `http://127.0.0.1:${services.notify.port}`,
  };
}
