import { join } from 'node:path';
import { exportsTraces } from '@serviceportal/shared/config';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Program } from '../infrastructure/child.ts';
import type { NatsUsers } from '../nats/users.ts';
import { type AppName, APPS } from './apps.ts';
import type { City } from './city.ts';
import { openFront } from './front.ts';
import { checkConfig } from './service-configs.ts';
import { isHttpReady } from './http-ready.ts';
import type { PortPlan } from './ports.ts';
import type { Secrets } from './secrets.ts';
import type { SignIn } from './sign-in.ts';
import type { Supervisor } from './supervisor.ts';

const root = join(import.meta.dirname, '..', '..');

/** The tracing SDK costs memory and time, so it is loaded only where traces have somewhere to go. */
const TELEMETRY = join(root, 'shared', 'src', 'telemetry', 'sdk.ts');

/** What every service is told. */
export interface Surroundings {
  urls: Record<AppName | 'nats' | 'mongodb' | 'smtp', string>;
  signIn: SignIn;
  city: City;
  cityClock: string | undefined;
  secrets: Secrets;
  users: NatsUsers;
  logDir: string;
  /** So many proxies stand in front of the ports of services. */
  proxyHops?: number | undefined;
  /** The file that node runs for a service; its own main.ts where none is named. */
  mainFile?: ((service: AppName) => string) | undefined;
  /** Added to every service's environment. */
  env?: NodeJS.ProcessEnv | undefined;
}

/** `ConfigError` of the first service that would refuse to start with what it will be told. */
export function checkServices(plan: PortPlan, around: Surroundings): void {
  for (const service of APPS) {
    const [program] = servicePrograms(service, plan.services[service].replicas, around);
    checkConfig(service, { ...process.env, ...program?.env });
  }
}

/** Starts all services at the same time, the scaled ones behind a front, and waits until every process is ready. */
export async function startServices(
  plan: PortPlan,
  around: Surroundings,
  supervisor: Supervisor,
  life: Lifecycle,
): Promise<void> {
  for (const service of APPS) {
    const { port, replicas } = plan.services[service];
    if (replicas.length < 2) continue;
    const front = await openFront(port, replicas.map(localUrl));
    life.onClose(`the front of ${service}`, () => front.close());
  }
  const programs = APPS.flatMap((service) => servicePrograms(service, plan.services[service].replicas, around));
  const starting = programs.map((program) => supervisor.start(program));
  life.onClose('services', async () => {
    await Promise.all(programs.map((program) => supervisor.get(program.name).stop()));
  });
  await Promise.all(starting);
}

/**
 * Room for young objects, in MiB: by default Node lets it grow to 16, thrice over. With 2 a service holds up to 13 MiB less,
 * and a full machine spends more time on collecting (docs/performance.md).
 */
const SMALL_NURSERY = '--max-semi-space-size=8';

/** The processes of one service: named after it, with a number where there are several. */
function servicePrograms(service: AppName, ports: readonly number[], around: Surroundings): Program[] {
  const tracing = exportsTraces({ ...process.env, ...around.env });
  return ports.map((port, index) => {
    const name = ports.length === 1 ? service : `${service}-${index + 1}`;
    return {
      name,
      command: process.execPath,
      args: [
        SMALL_NURSERY,
        ...(tracing ? ['--import', TELEMETRY] : []),
        around.mainFile?.(service) ?? join(root, 'services', service, 'src', 'main.ts'),
      ],
      env: {
        ...environment(service, around),
        PORT: String(port),
        INSTANCE: name,
        TRUST_PROXY_HOPS: String(hopsTo(ports.length, around.proxyHops ?? 0)),
        OTEL_SERVICE_NAME: service,
        ...around.env,
      },
      logFile: join(around.logDir, `${name}.log`),
      isReady: () => isHttpReady(localUrl(port)),
    };
  });
}

/** What the desk is told: where the others are, and how people sign in. */
function deskEnvironment({ urls, secrets, signIn }: Surroundings): NodeJS.ProcessEnv {
  return {
    ...signIn.everyone,
    ...signIn.desk,
    HOST: '127.0.0.1',
    SESSION_KEY_FILE: secrets.sessionKeyFile,
    DESK_KEY_FILE: secrets.deskKeyFile,
    CALL_INTAKE_URL: urls['call-intake'],
    KNOWLEDGE_URL: urls.knowledge,
    TICKETS_URL: urls.tickets,
    NOTIFY_URL: urls.notify,
    DIRECTORY_URL: urls.directory,
  };
}

/** How many stand in front of a process and are believed: proxies, and the balancing front. The desk vouches by its key. */
function hopsTo(replicas: number, proxies: number): number {
  return proxies + (replicas > 1 ? 1 : 0);
}

function environment(service: AppName, around: Surroundings): NodeJS.ProcessEnv {
  if (service === 'desk') return deskEnvironment(around);
  const { urls, city, secrets, users, signIn } = around;
  return {
    ...signIn.everyone,
    // Where the launcher asks whether they are ready; and each has a database of its own, whatever is set around us.
    HOST: '127.0.0.1',
    MONGODB_DATABASE: undefined,
    NATS_URL: urls.nats,
    NATS_SEED_FILE: users.services[service]?.seedFile,
    MONGODB_URL: urls.mongodb,
    SMTP_URL: urls.smtp,
    CITY_FOLDER: city.folder,
    CITY_ZONE: city.zone,
    CITY_AREA_CODE: city.areaCode,
    CITY_CLOCK: around.cityClock,
    PIN_KEY_FILE: secrets.pinKeyFile,
    HMAC_KEY_FILE: secrets.hmacKeyFile,
    DESK_KEY_FILE: secrets.deskKeyFile,
  };
}

function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
