import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { provision } from '@serviceportal/deploy/nats';
import type { ServiceName } from '@serviceportal/shared/contracts';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import { DeadLetter, type Log, openLog } from '@serviceportal/shared/log';
import { createLogger } from '@serviceportal/shared/telemetry';
import { type Clock, createClock, Temporal } from '@serviceportal/shared/time';
import { eventually } from './eventually.ts';
import { KREFELD, sharedDatabase, startNats, startOwnDatabase } from './infrastructure.ts';
import type { Part } from './part.ts';
import { testIssuerUrl } from './tokens.ts';

/** Everything a service needs around it, real and its own: a provisioned NATS server and a database. */
export interface Realm {
  readonly nats: Part;
  readonly database: Part;
  readonly cityFolder: string;
  /** Where the keys are, laid out as `npm start` does it. */
  readonly dataDir: string;
  readonly clock: Clock;
  /** The environment `service` starts with; a free port, a database of its own, the city's clock. */
  env(service: ServiceName, extra?: Record<string, string>): Record<string, string>;
  /** The log as `service` may use it, to play that service's part or to look. */
  log(service: ServiceName): Promise<Log>;
  /** Full rights on the streams. */
  readonly jsm: JetStreamManager;
  readonly operator: NatsConnection;
  /** The dead letters so far, oldest first. */
  deadLetters(): Promise<DeadLetter[]>;
  /** Keys of a department or frontend: the path of its seed file. */
  seedFile(kind: 'departments' | 'frontends', id: string): string;
  close(): Promise<void>;
}

export interface RealmOptions {
  /** What the city's clock shows at the start; it then runs normally. */
  cityClock?: string;
  cityFolder?: string;
  /** A database that can be killed without hurting other tests. */
  ownDatabase?: boolean;
}

const ZONE = 'Europe/Berlin';

/** Opens a realm; close it in `afterAll`. Takes under a second. */
export async function openRealm(options: RealmOptions = {}): Promise<Realm> {
  const folder = await mkdtemp(join(tmpdir(), 'realm-'));
  const life = createLifecycle();
  life.onClose('folder', () => rm(folder, { recursive: true, force: true }));
  try {
    return await openIn(folder, life, options);
  } catch (cause) {
    await life.close();
    throw cause;
  }
}

async function openIn(folder: string, life: Lifecycle, options: RealmOptions): Promise<Realm> {
  const { cityFolder = KREFELD, cityClock } = options;
  const secret = randomBytes(32).toString('hex');
  const keyFile = join(folder, 'key');
  await writeFile(keyFile, secret);
  const { nats, users } = await startNats({ folder, cityFolder, jetstreamKey: secret }, life);
  const database = options.ownDatabase ? await startOwnDatabase(folder, life) : sharedDatabase();
  const provisioner = users.provisioner.seedFile;
  await provision({ natsUrl: nats.url, seedFile: provisioner, cityFolder });

  const operator = await connect({
    servers: nats.url,
    authenticator: nkeyAuthenticator(readFileSync(provisioner)),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
  });
  life.onClose('operator', () => operator.close());
  const jsm = await jetstreamManager(operator);
  // A pair, so that a service started later shows the same time.
  const pair = cityClock && `${cityClock}@${Temporal.Now.instant().toString()}`;
  const clock = createClock(pair, ZONE);
  const prefix = `t${randomBytes(5).toString('hex')}`;

  return {
    nats: {
      ...nats,
      async start() {
        await nats.start();
        // What is asked of the operator before it has noticed is lost.
        await eventually(() => operator.rtt(), 20_000);
      },
    },
    database,
    cityFolder,
    dataDir: folder,
    clock,
    jsm,
    operator,
    env: (service, extra = {}) => ({
      PORT: '0',
      NATS_URL: nats.url,
      NATS_SEED_FILE: users.services[service]!.seedFile,
      MONGODB_URL: database.url,
      MONGODB_DATABASE: `${prefix}_${service}`,
      HMAC_KEY_FILE: keyFile,
      PIN_KEY_FILE: keyFile,
      CITY_FOLDER: cityFolder,
      CITY_ZONE: ZONE,
      OIDC_ISSUER: testIssuerUrl(),
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      ...(pair && { CITY_CLOCK: pair }),
      ...extra,
    }),
    log(service) {
      const settings = { NATS_URL: nats.url, NATS_SEED_FILE: users.services[service]!.seedFile };
      const logger = createLogger({ service, level: 'silent' });
      return openLog(settings, { service, clock, logger }, life);
    },
    async deadLetters() {
      const { state } = await jsm.streams.info('DEAD');
      const letters: DeadLetter[] = [];
      for (let seq = Math.max(state.first_seq, 1); seq <= state.last_seq; seq++) {
        const stored = await jsm.streams.getMessage('DEAD', { seq });
        if (stored) letters.push(DeadLetter.parse(stored.json()));
      }
      return letters;
    },
    seedFile: (kind, id) => users[kind][id]!.seedFile,
    close: () => life.close(),
  };
}
