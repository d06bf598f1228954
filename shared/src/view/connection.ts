import { setTimeout as pause } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';
import mongoose, { type Connection } from 'mongoose';
import { Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';
import { databaseOf } from './database-url.ts';
import { createLoss } from './loss.ts';

/** A service's own database. It may be away: commands go on, lists answer 503 and catch up later. */
export interface View {
  readonly connection: Connection;
  isUp(): boolean;
  /** Runs a query; `Unavailable` where the database cannot be reached. */
  ask<T>(query: () => PromiseLike<T>): Promise<T>;
}

const RETRY_MS = 500;

export interface ViewSettings {
  MONGODB_URL: string;
  MONGODB_DATABASE?: string | undefined;
}

/** Opens the database without waiting for it: a missing one is a warning, and connected to as soon as it is there. */
export function openView(settings: ViewSettings, service: string, logger: Logger, life: Lifecycle): View {
  const connection = mongoose.createConnection();
  const loss = createLoss(logger, life);
  let up = false;
  loss.begins();
  connection.on('connected', () => {
    up = true;
    loss.ends();
  });
  connection.on('disconnected', () => {
    up = false;
    loss.begins();
  });

  const opening = (async () => {
    while (!life.signal.aborted) {
      try {
        await connection.openUri(settings.MONGODB_URL, {
          dbName: settings.MONGODB_DATABASE ?? databaseOf(settings.MONGODB_URL, service),
          appName: service,
          bufferCommands: false,
          sanitizeFilter: true,
          serverSelectionTimeoutMS: 2_000,
          heartbeatFrequencyMS: 2_000,
          // A server that hangs is as good as away.
          connectTimeoutMS: 5_000,
          socketTimeoutMS: 20_000,
          autoIndex: false,
          autoCreate: false,
        });
        connection
          .getClient()
          .on('serverDescriptionChanged', ({ newDescription: { error } }) => error && loss.met(error))
          .on('serverHeartbeatSucceeded', () => loss.passed());
        return;
      } catch (cause) {
        loss.met(cause);
        await pause(RETRY_MS, undefined, { signal: life.signal }).catch(() => undefined);
      }
    }
  })();
  life.onClose('database connection', async () => {
    await connection.close(true);
    await opening;
    // Opened while it was closed.
    await connection.close(true);
  });

  return {
    connection,
    isUp: () => up && !loss.isFelt(),
    async ask(query) {
      if (!up) {
        loss.felt();
        throw new Unavailable('the database is not reachable');
      }
      try {
        return await query();
      } catch (cause) {
        if (!isConnectionProblem(cause)) throw cause;
        loss.felt(cause);
        throw new Unavailable('the database is not reachable', { cause });
      }
    },
  };
}

/** The names of the driver's errors that say that nobody is there, or that the connection broke. */
const CONNECTION_ERRORS =
  /^(Mongo(ServerSelection|Network|NetworkTimeout|NotConnected|PoolCleared|PoolClosed|WaitQueueTimeout|TopologyClosed|ClientClosed|ServerClosed|ExpiredSession)|PoolClearedOnNetwork)Error$/;
/** What a server says that is going down, or is not the one that writes. */
const GOING_DOWN = [6, 7, 89, 91, 189, 9001, 10107, 11600, 11602, 13435, 13436];
/** What a server says that lets nobody in or has no room or no time: no message is to blame, and waiting may mend it. */
const REFUSING_ALL = [13, 18, 50, 64, 262, 8000, 14031];
const NOT_NOW = new Set([...GOING_DOWN, ...REFUSING_ALL]);

/** A socket's own errors: the driver passes on what it meets while writing to one that was just closed. */
const SOCKET_ERRORS = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether an error says that the database is away or cannot do anything now, as against what is wrong with the command. */
export function isConnectionProblem(cause: unknown): boolean {
  if (!isNativeError(cause)) return false;
  if (CONNECTION_ERRORS.test(cause.name)) return true;
  if (/initial connection is complete|bufferCommands/.test(cause.message)) return true;
  // A bulk write wraps what ended it.
  if ('errorResponse' in cause && isConnectionProblem(cause.errorResponse)) return true;
  return 'code' in cause && (NOT_NOW.has(Number(cause.code)) || SOCKET_ERRORS.has(String(cause.code)));
}
