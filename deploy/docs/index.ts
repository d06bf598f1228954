import { readFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SERVICES } from '@serviceportal/shared/contracts';
import { asyncApiOf, toYaml } from './asyncapi.ts';
import { askServices } from './collect.ts';
import { eventsPage } from './events-page.ts';
import type { RunningSystem } from '../launcher/index.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs');

/** The generated documents of a running system: text by file name below `docs`. */
export async function makeDocuments(system: Pick<RunningSystem, 'urls' | 'users'>): Promise<Record<string, string>> {
  const said = await askServices(system);
  return {
    'asyncapi.yaml': toYaml(asyncApiOf(said)),
    'events.md': eventsPage(),
    ...Object.fromEntries(
      SERVICES.map((service) => [`openapi/${service}.json`, `${JSON.stringify(said.openApi[service], null, 2)}\n`]),
    ),
  };
}

/** The document as it is kept in the repository; empty where there is none. */
export function keptDocument(name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8').catch(() => '');
}

/** Writes the documents; gives the names of those that changed. */
export async function keepDocuments(documents: Record<string, string>): Promise<string[]> {
  const changed: string[] = [];
  for (const [name, text] of Object.entries(documents)) {
    if ((await keptDocument(name)) === text) continue;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
    changed.push(name);
  }
  return changed;
}
