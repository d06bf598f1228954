import { join } from 'node:path';
import { z } from 'zod';
import { planPorts } from '../launcher/ports.ts';
import { Settings } from '../launcher/settings.ts';
import { natsFolder } from '../nats/index.ts';
import type { Place } from './server.ts';

/** As for `npm start`, and what npm takes for its own (`TakenByNpm`). */
export const AccountSettings = z.object({
  ...Settings.pick({ DATA_DIR: true, PORT_BASE: true, NATS_URL: true, NATS_TLS_CA_FILE: true }).shape,
  npm_config_consumer: z.string().optional(),
  npm_config_keep: z.string().optional(),
});
export type AccountSettings = z.infer<typeof AccountSettings>;

const SECOND = 1_000;

/** The system that is meant. A server of one's own gets its file by hand, so somebody has ten minutes for it. */
export function placeOf(settings: AccountSettings): Place {
  const { NATS_URL, PORT_BASE, DATA_DIR: dataDir, NATS_TLS_CA_FILE: caFile } = settings;
  return {
    dataDir,
    natsUrl: NATS_URL ?? `nats://127.0.0.1:${planPorts(PORT_BASE, {}).parts.nats}`,
    caFile,
    seedFile: join(natsFolder(dataDir).keys, 'provisioner.seed'),
    patienceMs: (NATS_URL ? 600 : 30) * SECOND,
  };
}
