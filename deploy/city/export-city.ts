import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Slug } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { phoneText } from '@serviceportal/shared/identity';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Say } from '../infrastructure/say.ts';
import type { SignIn } from '../sign-in.ts';
import { compare, type RunningDocument } from './city-document.ts';
import { type CityNames, fileText } from './file-text.ts';
import { folderDocuments } from './folder-documents.ts';
import { runningDocuments } from './running-documents.ts';
import { createServiceClient } from './service-client.ts';
import type { Addresses } from './settings.ts';

const KnownNames = z.object({ id: Slug, areaCode: z.string() });

/**
 * Writes the running system's master data into a new folder or over an older city folder; false where articles had to
 * be left out. Reads the files back, so that what was written surely says what the system has.
 */
export async function exportCity(folder: string, addresses: Addresses, signIn: SignIn, say: Say): Promise<boolean> {
  const known = knownNames(folder);
  const { documents, withoutArticles } = await runningDocuments(createServiceClient(addresses, signIn));
  const exchange = String(documents[0]!.content['number']);
  const names = known ?? { id: basename(folder), areaCode: phoneText(exchange, exchange).split(' ')[0]! };
  for (const document of documents) write(join(folder, document.file), fileText(document, names, exchange));
  await readBack(folder, documents);
  say(`${documents.length} files written to ${folder}.`);
  for (const file of filesOf(folder)) {
    const kept = withoutArticles !== undefined && file.startsWith('articles/');
    if (!kept && !documents.some((document) => document.file === file))
      say(`${file}: only in the folder, left as it is.`);
  }
  if (withoutArticles === undefined) return true;
  say(`Articles were left out: ${withoutArticles}`);
  return false;
}

/** The names an older city.yaml has; a `ConfigError` where the folder holds something else. */
function knownNames(folder: string): CityNames | undefined {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return undefined;
  const file = join(folder, 'city.yaml');
  if (!existsSync(file)) throw new ConfigError(`${folder} is no city folder: name a new one, or one with a city.yaml.`);
  const names = KnownNames.safeParse(parse(readFileSync(file, 'utf8')));
  if (!names.success) throw new ConfigError(`${file} must hold an id and an areaCode like '02151'.`);
  return names.data;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function filesOf(folder: string): string[] {
  return ['departments', 'articles'].flatMap((part) => {
    const files = existsSync(join(folder, part)) ? readdirSync(join(folder, part)).sort() : [];
    return files.map((name) => `${part}/${name}`);
  });
}

async function readBack(folder: string, documents: readonly RunningDocument[]): Promise<void> {
  const { differences } = compare(await folderDocuments(folder), documents);
  const wrong = differences.filter(({ before }) => before);
  if (wrong.length === 0) return;
  const places = wrong.map(({ wanted, fields }) => `${wanted.file}: ${fields.join(', ')}`);
  throw new Error(`the files don't say what the system has:\n${places.join('\n')}`);
}
