import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { createLogger } from '@serviceportal/shared/telemetry';
import { openView } from '@serviceportal/shared/view';
import { eventually } from './eventually.ts';

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
      const bytes = readFileSync(file, 'latin1').toLowerCase();
      return wanted.some((text) => bytes.includes(text));
    })
    .map((file) => relative(dataDir, file));
  const under = (folder: string) => holding.filter((file) => file.startsWith(folder));
  return { log: under('nats/'), database: under('database/'), logFiles: under('logs/') };
}

/** What a database has deleted is gone from its file only after this. */
export async function compactDatabase(url: string): Promise<void> {
  const life = createLifecycle();
  try {
    const view = openView({ MONGODB_URL: url }, 'tickets', createLogger({ service: 'test', level: 'silent' }), life);
    await eventually(() => Promise.resolve(view.isUp() || Promise.reject(new Error('not connected'))));
    await view.connection.db!.command({ compact: 'events', force: true });
  } finally {
    await life.close();
  }
}
