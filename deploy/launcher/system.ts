import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Say } from '../infrastructure/say.ts';
import { departmentPrograms } from '../nats/index.ts';
import type { NatsUsers } from '../nats/users.ts';
import { type AppName, APPS } from './apps.ts';
import type { Scale } from './arguments.ts';
import { readCity } from './city.ts';
import { settleClock } from './clock-file.ts';
import { areMailsHeld, holdMails } from './held-mails.ts';
import { setUpNats } from './nats.ts';
import { embeddedParts, type Elsewhere, startParts } from './parts.ts';
import { checkPorts, planPorts, type PortPlan, wantedPorts } from './ports.ts';
import { openProcessFile } from './process-file.ts';
import { checkProduction } from './production.ts';
import { keepSecrets } from './secrets.ts';
import { checkServices, startServices } from './services.ts';
import type { NatsTls } from './settings.ts';
import { settleSignIn } from './sign-in.ts';
import type { SupervisedProcess } from './supervised-process.ts';
import { createSupervisor } from './supervisor.ts';
import { makeLogWhole } from './whole-log.ts';

export interface SystemOptions extends Elsewhere {
  /** The first of the ports. */
  portBase: number;
  dataDir: string;
  /** A folder of deploy/cities, or a path. */
  city: string;
  /** `CITY_CLOCK`; where it is not given, the clock kept in the data folder goes on, or it is real time. */
  cityClock?: string | undefined;
  /** Another identity provider than the desk's own for development. */
  oidcIssuer?: string | undefined;
  /** The desk's public address, where it is not the local one. */
  deskUrl?: string | undefined;
  scale?: Scale;
  natsTls?: NatsTls;
  say: Say;
  /** Added to every service's environment. */
  env?: NodeJS.ProcessEnv;
  production?: boolean;
  /** `TRUST_PROXY_HOPS`: so many proxies stand in front of the ports. */
  proxyHops?: number;
  /** `false` in tests that read the bytes of the log; never in production. */
  encrypted?: boolean;
  /** Other programs in the services' place. */
  mainFile?: (service: AppName) => string;
}

/** Where each part answers; `inbox` only where it was started here. */
type SystemUrls = Record<AppName | 'nats' | 'mongodb' | 'smtp', string> & { inbox?: string };

export interface RunningSystem {
  readonly urls: SystemUrls;
  /** Where the processes of each scaled service answer themselves. */
  readonly replicas: Readonly<Record<string, readonly string[]>>;
  readonly dataDir: string;
  /** Whether people sign in at the desk's own development provider. */
  readonly developmentSignIn: boolean;
  /** Key files of services, departments and frontends on NATS. */
  readonly users: NatsUsers;
  /** A process by its part or service; of a scaled service by its number from 1. */
  process(name: AppName | 'nats' | 'database' | 'inbox', replica?: number): SupervisedProcess;
  /** Ends everything in reverse order. */
  stop(): Promise<void>;
}

/**
 * Starts the whole system and resolves when every part is ready. Whatever fails ends what was started already; closing
 * `life` does too, also in the middle. `ConfigError` is one sentence for the person at the terminal.
 */
export async function startSystem(options: SystemOptions, life: Lifecycle = createLifecycle()): Promise<RunningSystem> {
  try {
    return await startIn(life, resolve(options.dataDir), options);
  } catch (cause) {
    await life.close().catch(() => undefined);
    throw cause;
  }
}

async function startIn(life: Lifecycle, dataDir: string, options: SystemOptions): Promise<RunningSystem> {
  const { portBase, cityClock: wanted, production = false, say } = options;
  const plan = planPorts(portBase, options.scale ?? {});
  const city = readCity(options.city);
  const urls = urlsOf(plan, options);
  const { oidcIssuer = options.env?.['OIDC_ISSUER'], deskUrl } = options;
  if (production) checkProduction({ oidcIssuer, smtpUrl: options.smtpUrl });
  const signIn = settleSignIn({ dataDir, localUrl: urls.desk, oidcIssuer, deskUrl, say });
  const processFile = await openProcessFile(dataDir, say);
  life.onClose('process file', () => processFile.remove());
  await checkPorts(wantedPorts(plan, embeddedParts(options)), portBase);
  const cityClock = settleClock({ dataDir, wanted, production, zone: city.zone, say });
  const usedFor = production ? 'production' : 'development';
  const secrets = keepSecrets(dataDir, usedFor);

  const { jetstreamKey } = secrets;
  const nats = setUpNats({
    dataDir,
    cityFolder: city.folder,
    port: plan.parts.nats,
    jetstreamKey,
    tls: options.natsTls,
    usedFor,
    encrypted: production || options.encrypted,
  });
  const { mainFile, proxyHops } = options;
  const env: NodeJS.ProcessEnv = { NATS_TLS_CA_FILE: options.natsTls?.caFile, ...options.env };
  const logDir = join(dataDir, 'logs');
  const around = { urls, signIn, city, cityClock, secrets, users: nats.users, logDir, proxyHops, mainFile, env };
  checkServices(plan, around);
  const supervisor = createSupervisor(say, processFile, life);
  const hasPast = options.mongodbUrl !== undefined || existsSync(join(dataDir, 'database'));
  await startParts({ ports: plan.parts, elsewhere: options, dataDir, city, nats, say, supervisor, life });
  const where = { natsUrl: urls.nats, mongodbUrl: urls.mongodb, seedFile: nats.users.provisioner.seedFile };
  await makeLogWhole(await nats.provision(urls.nats), {
    programs: departmentPrograms(dataDir, city.folder),
    where: { ...where, caFile: options.natsTls?.caFile },
    hasPast,
    onMaking: () => holdMails(dataDir),
    say,
  });
  const held = areMailsHeld({ dataDir, wanted: { ...process.env, ...env }['HOLD_MAILS'], say });
  await startServices(plan, held ? { ...around, env: { ...env, HOLD_MAILS: 'yes' } } : around, supervisor, life);
  return {
    urls,
    replicas: replicasOf(plan),
    dataDir,
    developmentSignIn: signIn.desk.DEV_OIDC_DIR !== undefined,
    users: nats.users,
    process: (name, replica) => supervisor.get(replica === undefined ? name : `${name}-${replica}`),
    stop: () => life.close(),
  };
}

function urlsOf({ services, parts }: PortPlan, { natsUrl, mongodbUrl, smtpUrl }: Elsewhere): SystemUrls {
  const own = APPS.map((name) => [name, `http://127.0.0.1:${services[name].port}`]);
  return {
    ...(Object.fromEntries(own) as Record<AppName, string>),
    nats: natsUrl ?? `nats://127.0.0.1:${parts.nats}`,
    mongodb: mongodbUrl ?? `mongodb://127.0.0.1:${parts.database}`,
    smtp: smtpUrl ?? `smtp://127.0.0.1:${parts.smtp}`,
    ...(!smtpUrl && { inbox: `http://127.0.0.1:${parts.inbox}` }),
  };
}

function replicasOf({ services }: PortPlan): Record<string, string[]> {
  const scaled = Object.entries(services).filter(([, { replicas }]) => replicas.length > 1);
  return Object.fromEntries(
    scaled.map(([name, { replicas }]) => [name, replicas.map((port) => `http://127.0.0.1:${port}`)]),
  );
}
