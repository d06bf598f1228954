import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { readSeed } from '@serviceportal/shared/log';
import { type DurableContract, DURABLES, isView } from '@serviceportal/shared/contracts';
import { systemErrorCode } from '@serviceportal/shared/system-error';
import { caughtUp } from './caught-up.ts';
import type { TestSystem } from './system.ts';

/** The files of a system in which one of the texts stands, byte for byte, whatever the case of its letters. */
export interface Trace {
  readonly log: string[];
  readonly database: string[];
  readonly logFiles: string[];
}

/** Looks through everything the system keeps but the dev inbox, which stands for the citizens' own mailboxes. */
export function traceOf(dataDir: string, texts: readonly string[]): Trace {
  const wanted = texts.map((text) => text.toLowerCase());
  const holding = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = bytesOf(file);
      return wanted.some((text) => bytes.includes(text));
    })
    .map((file) => relative(dataDir, file));
  const under = (folder: string) => holding.filter((file) => file.startsWith(folder));
  return { log: under('nats/'), database: under('database/'), logFiles: under('logs/') };
}

/** Nothing of a file that went while the others were read: servers write some anew and put them in place of the old. */
function bytesOf(file: string): string {
  try {
    return readFileSync(file, 'latin1').toLowerCase();
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return '';
    throw cause;
  }
}

/** What the database has deleted is in its file until that is written anew, as each start of the embedded one does. */
export async function compactDatabase(system: Pick<TestSystem, 'process'>): Promise<void> {
  const database = system.process('database');
  await database.hold('SIGKILL');
  await database.release();
}

/** Resolves once every view has all that the log has. */
export async function viewsAreLevel(
  { urls, users }: Pick<TestSystem, 'urls' | 'users'>,
  withinMs: number,
): Promise<void> {
  const authenticator = nkeyAuthenticator(readSeed(users.provisioner.seedFile));
  const connection = await connect({ servers: urls.nats, authenticator });
  try {
    const jsm = await jetstreamManager(connection);
    const views = Object.values<DurableContract>(DURABLES).filter(isView);
    await Promise.all(views.map((view) => caughtUp(jsm, view, withinMs)));
  } finally {
    await connection.close();
  }
}
