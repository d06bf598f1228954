import { hostname } from 'node:os';
import { join } from 'node:path';
import type { AppName } from '../launcher/apps.ts';
import type { City } from '../launcher/city.ts';
import { planPorts } from '../launcher/ports.ts';
import { OWN_FILES } from './own-files.ts';

/** Where a container finds what is its own. */
const SECRETS = '/run/secrets';
/** Where the ports begin; the same as without containers. */
const PORT_BASE = 8600;

/** What a service needs to know in a container of ours; addresses of what it talks to come from outside. */
export function serviceEnvironment(service: AppName, city: City): Record<string, string> {
  const everyApp = {
    // A container's own network; who reaches it, the engine decides.
    HOST: '0.0.0.0',
    PORT: String(planPorts(PORT_BASE, {}).services[service].port),
    INSTANCE: hostname(),
    OTEL_SERVICE_NAME: service,
    DESK_KEY_FILE: join(SECRETS, OWN_FILES.deskKey),
  };
  if (service === 'desk') return { ...everyApp, SESSION_KEY_FILE: join(SECRETS, OWN_FILES.sessionKey) };
  return {
    ...everyApp,
    CITY_FOLDER: city.folder,
    CITY_ZONE: city.zone,
    CITY_AREA_CODE: city.areaCode,
    NATS_SEED_FILE: join(SECRETS, OWN_FILES.natsSeed),
    HMAC_KEY_FILE: join(SECRETS, OWN_FILES.hmacKey),
    PIN_KEY_FILE: join(SECRETS, OWN_FILES.pinKey),
  };
}
