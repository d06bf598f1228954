import { join } from 'node:path';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { databasesOf } from '@serviceportal/shared/view';
import type { Program } from '../infrastructure/child.ts';
import { databaseProgram, findDatabase } from '../infrastructure/mongodb.ts';
import { checkNatsVersion } from '../infrastructure/nats-server.ts';
import type { Say } from '../infrastructure/say.ts';
import type { City } from './city.ts';
import { isHttpReady } from './http-ready.ts';
import type { NatsSetup } from './nats.ts';
import type { Part } from './ports.ts';
import type { Supervisor } from './supervisor.ts';

/** Parts that somebody else runs; what is not named is embedded. */
export interface Elsewhere {
  natsUrl?: string | undefined;
  mongodbUrl?: string | undefined;
  smtpUrl?: string | undefined;
}

export interface PartsStart {
  ports: Record<Part, number>;
  elsewhere: Elsewhere;
  dataDir: string;
  city: City;
  nats: NatsSetup;
  say: Say;
  supervisor: Supervisor;
  life: Lifecycle;
}

export function embeddedParts({ natsUrl, mongodbUrl, smtpUrl }: Elsewhere): Record<Part, boolean> {
  return { nats: !natsUrl, database: !mongodbUrl, smtp: !smtpUrl, inbox: !smtpUrl };
}

/** Starts what is embedded of NATS, MongoDB and mail, and waits until all of it is ready. */
export async function startParts(start: PartsStart): Promise<void> {
  const { supervisor, life } = start;
  const programs = [await natsPart(start), await databasePart(start), inboxPart(start)];
  await Promise.all(
    programs.map(async (program) => {
      if (!program) return;
      const starting = supervisor.start(program);
      life.onClose(program.name, () => supervisor.get(program.name).stop());
      await starting;
    }),
  );
}

async function natsPart({ elsewhere, nats, say, dataDir }: PartsStart): Promise<Program | undefined> {
  if (!elsewhere.natsUrl) return nats.program(say, logFile(dataDir, 'nats'));
  await checkNatsVersion(elsewhere.natsUrl);
  say(`NATS: the server behind NATS_URL; it must run with the users of ${nats.configFile}.`);
  return undefined;
}

async function databasePart({ elsewhere, ports, dataDir, say }: PartsStart): Promise<Program | undefined> {
  if (elsewhere.mongodbUrl) {
    say(`MongoDB: the server behind MONGODB_URL, databases ${databasesOf(elsewhere.mongodbUrl)}.`);
    return undefined;
  }
  const folder = join(dataDir, 'database');
  const database = await findDatabase({ dataDir: folder, say });
  return databaseProgram(database, { dataDir: folder, port: ports.database, logFile: logFile(dataDir, 'database') });
}

function inboxPart({ elsewhere, ports, dataDir, city, say }: PartsStart): Program | undefined {
  if (elsewhere.smtpUrl) {
    say('Mail: the server behind SMTP_URL.');
    return undefined;
  }
  say('Mail: an inbox of our own that sends nothing on; set SMTP_URL to use a mail server.');
  return {
    name: 'inbox',
    command: process.execPath,
    args: [join(import.meta.dirname, '..', 'inbox', 'main.ts')],
    env: {
      SMTP_PORT: String(ports.smtp),
      HOST: '127.0.0.1',
      PAGE_PORT: String(ports.inbox),
      INBOX_DIR: join(dataDir, 'inbox'),
      CITY_ZONE: city.zone,
    },
    logFile: logFile(dataDir, 'inbox'),
    isReady: () => isHttpReady(`http://127.0.0.1:${ports.inbox}`),
  };
}

function logFile(dataDir: string, name: string): string {
  return join(dataDir, 'logs', `${name}.log`);
}
