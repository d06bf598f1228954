import { join } from 'node:path';
import { BaseConfig } from '@serviceportal/shared/config';
import { z } from 'zod';
import { planPorts } from '../launcher/ports.ts';
import { Settings } from '../launcher/settings.ts';

/** The same settings as `npm start` takes, and two for systems that were started otherwise. */
export const RebuildSettings = z.object({
  ...Settings.pick({ DATA_DIR: true, PORT_BASE: true, NATS_URL: true, NATS_TLS_CA_FILE: true, MONGODB_URL: true })
    .shape,
  /** The operator's key; that under DATA_DIR where none is named. */
  NATS_SEED_FILE: z.string().describe("the path of the file with the provisioner's NATS nkey seed").optional(),
  MONGODB_DATABASE: BaseConfig.shape.MONGODB_DATABASE,
});
export type RebuildSettings = z.infer<typeof RebuildSettings>;

/** Where log and database are, and the key that may read every stream. */
export interface Addresses {
  readonly natsUrl: string;
  readonly seedFile: string;
  /** The certificates to trust, where the server's is signed by none that everybody trusts. */
  readonly caFile?: string | undefined;
  readonly mongodbUrl: string;
  /** Instead of the database named after the service. */
  readonly mongodbDatabase?: string | undefined;
}

export function addressesOf(settings: RebuildSettings): Addresses {
  const { parts } = planPorts(settings.PORT_BASE, {});
  return {
    natsUrl: settings.NATS_URL ?? `nats://127.0.0.1:${parts.nats}`,
    seedFile: settings.NATS_SEED_FILE ?? join(settings.DATA_DIR, 'nats', 'keys', 'provisioner.seed'),
    ...(settings.NATS_TLS_CA_FILE && { caFile: settings.NATS_TLS_CA_FILE }),
    mongodbUrl: settings.MONGODB_URL ?? `mongodb://127.0.0.1:${parts.database}`,
    mongodbDatabase: settings.MONGODB_DATABASE,
  };
}
