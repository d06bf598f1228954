import { urls } from '@serviceportal/shared/config';
import { z } from 'zod';
import { planPorts } from '../launcher/ports.ts';
import { Settings } from '../launcher/settings.ts';

/** As for `npm start`, and two for systems that were started otherwise. */
export const CitySettings = z.object({
  ...Settings.pick({ PORT_BASE: true }).shape,
  DIRECTORY_URL: urls('http://127.0.0.1:8605', 'http', 'https').optional(),
  KNOWLEDGE_URL: urls('http://127.0.0.1:8602', 'http', 'https').optional(),
  /** npm takes a `--dry-run` that doesn't stand behind `--` for its own: it must not become a real import. */
  npm_config_dry_run: z.string().optional(),
});
export type CitySettings = z.infer<typeof CitySettings>;

/** Where the two services with master data answer. */
export interface Addresses {
  readonly directory: string;
  readonly knowledge: string;
}

export function addressesOf({ PORT_BASE, DIRECTORY_URL, KNOWLEDGE_URL }: CitySettings): Addresses {
  const { services } = planPorts(PORT_BASE, {});
  return {
    directory: DIRECTORY_URL ?? `http://127.0.0.1:${services.directory.port}`,
    knowledge: KNOWLEDGE_URL ?? `http://127.0.0.1:${services.knowledge.port}`,
  };
}
