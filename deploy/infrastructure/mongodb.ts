import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@serviceportal/shared/errors';
import { cacheDir as sharedCache, withLock } from './cache.ts';
import { startProgram, type ChildHandle, type Program } from './child.ts';
import { prepareEmbeddedMongo, type EmbeddedMongo } from './embedded-mongo.ts';
import { fetchMongod, findMongodOnPath, MONGODB_MINIMUM, type Mongod } from './mongod.ts';
import type { Say } from './say.ts';
import { answers } from './tcp.ts';
import { showVersion } from './version.ts';

const OTHERWISE = 'set MONGODB_URL to use a running one';

/** A server for the MongoDB protocol that can be started on this machine. */
export type Database = ({ kind: 'mongod' } & Mongod) | ({ kind: 'embedded' } & EmbeddedMongo);

export interface DatabaseSearch {
  /** Where the data stay. */
  dataDir: string;
  say: Say;
  cacheDir?: string;
  /** Folders to look in, like PATH. */
  path?: string;
}

/**
 * mongod on PATH, else the official one fetched once, else mongo-java-server. A data folder stays with the kind of server
 * that filled it. Says in one line what it took; `ConfigError` when none can be had.
 */
export async function findDatabase(search: DatabaseSearch): Promise<Database> {
  const { dataDir, say, cacheDir = sharedCache, path } = search;
  const holdsMongod = existsSync(mongodFolder(dataDir));
  const holdsEmbedded = existsSync(embeddedFile(dataDir));
  const mongod = holdsEmbedded ? undefined : await findMongod(cacheDir, path, say);
  if (mongod) {
    say(`MongoDB: ${mongod.description}; ${OTHERWISE}.`);
    return { kind: 'mongod', ...mongod };
  }
  if (holdsMongod) {
    throw new ConfigError(
      `${dataDir} was filled by a mongod that is not here any more: put mongod on PATH, or ${OTHERWISE}.`,
    );
  }
  const lockFile = join(cacheDir, 'embedded-mongo.lock');
  const embedded = await withLock(lockFile, () => prepareEmbeddedMongo(join(cacheDir, 'embedded-mongo'), path, say));
  if (!embedded) throw noneFound();
  const why = holdsEmbedded ? 'as its data are here' : 'as no mongod is on PATH or can be fetched';
  say(`MongoDB: mongo-java-server on an H2 file, ${why}; ${OTHERWISE}.`);
  return { kind: 'embedded', ...embedded };
}

async function findMongod(cacheDir: string, path: string | undefined, say: Say): Promise<Mongod | undefined> {
  const onPath = await findMongodOnPath(path, say);
  return onPath ?? withLock(join(cacheDir, 'mongod.lock'), () => fetchMongod(join(cacheDir, 'mongod'), say));
}

function noneFound(): ConfigError {
  return new ConfigError(
    `There is no MongoDB here: put a mongod from ${showVersion(MONGODB_MINIMUM)} on PATH, ` +
      `or install a JDK from 17 and Maven, or ${OTHERWISE}.`,
  );
}

export interface DatabaseOptions {
  dataDir: string;
  port: number;
  logFile: string;
}

/** The database as something to supervise, on loopback only. */
export async function databaseProgram(database: Database, options: DatabaseOptions): Promise<Program> {
  const { dataDir, port, logFile } = options;
  await mkdir(database.kind === 'mongod' ? mongodFolder(dataDir) : dataDir, { recursive: true });
  return {
    name: 'database',
    ...(database.kind === 'mongod' ? mongodCommand(database, dataDir, port) : embeddedCommand(database, dataDir, port)),
    logFile,
    isReady: () => answers(port),
  };
}

/** Finds and starts a database; its URL is `mongodb://127.0.0.1:<port>`. */
export async function startDatabase(search: DatabaseSearch & DatabaseOptions): Promise<ChildHandle> {
  return startProgram(await databaseProgram(await findDatabase(search), search));
}

function mongodCommand(mongod: Mongod, dataDir: string, port: number): Pick<Program, 'command' | 'args'> {
  const args = ['--dbpath', mongodFolder(dataDir), '--port', String(port), '--bind_ip', '127.0.0.1', '--quiet'];
  return { command: mongod.binary, args };
}

function embeddedCommand(embedded: EmbeddedMongo, dataDir: string, port: number): Pick<Program, 'command' | 'args'> {
  const java = ['-XX:+UseSerialGC', '-Xmx320m', '-cp', embedded.classPath, 'EmbeddedMongo'];
  const args = [...java, '--host', '127.0.0.1', '--port', String(port), '--file', embeddedFile(dataDir)];
  return { command: embedded.java, args };
}

function mongodFolder(dataDir: string): string {
  return join(dataDir, 'mongod');
}

function embeddedFile(dataDir: string): string {
  return join(dataDir, 'embedded.mv');
}
