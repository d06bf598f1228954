import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportCity } from '@serviceportal/deploy/city/export-city';
import { folderDocuments } from '@serviceportal/deploy/city/folder-documents';
import { importCity, importDocuments } from '@serviceportal/deploy/city/import-city';
import { runningDocuments } from '@serviceportal/deploy/city/running-documents';
import { createServiceClient } from '@serviceportal/deploy/city/service-client';
import { startProgram } from '@serviceportal/deploy/infrastructure/child';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { openSignIn, type SignIn } from '@serviceportal/deploy/sign-in';
import type { ServiceName } from '@serviceportal/shared/contracts';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { parse } from 'yaml';
import { run } from '../support/command.ts';
import { openRealm, type Realm } from '../support/realm.ts';
import { tokenFor } from '../support/tokens.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MUSTERSTADT = join(ROOT, 'deploy/cities/musterstadt');
const NOBODY = 'http://127.0.0.1:9';
const life = createLifecycle();
let realm: Realm;
let addresses: { directory: string; knowledge: string };
let folders: string;
let signIn: SignIn;
let accessToken: string;
/** What the program told its user since the test began. */
let said: string[];
const say = (line: string) => void said.push(line);

beforeAll(async () => {
  realm = await openRealm({ cityFolder: MUSTERSTADT, cityClock: '2026-11-23T10:00:00+01:00' });
  folders = await mkdtemp(join(tmpdir(), 'cities-'));
  const [directory, knowledge] = await Promise.all([start('directory'), start('knowledge')]);
  addresses = { directory, knowledge };
  accessToken = await tokenFor({ id: 'edda.editor', roles: ['editor'] });
  signIn = openSignIn(NOBODY, accessToken);
}, 60_000);
beforeEach(() => {
  said = [];
});
afterAll(async () => {
  await life.close();
  await realm?.close();
  if (folders) await rm(folders, { recursive: true, force: true });
});

/** A service as a process of its own; gives its address once it is ready. */
async function start(name: ServiceName): Promise<string> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await startProgram({
    name,
    command: process.execPath,
    args: [join(ROOT, `services/${name}/src/main.ts`)],
    env: realm.env(name, { PORT: String(port) }),
    logFile: join(realm.dataDir, `${name}.log`),
    isReady: () =>
      fetch(`${url}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      ),
  });
  life.onClose(name, () => child.stop());
  return url;
}

function command(folder: string, options: { dryRun?: boolean } = {}) {
  return { task: 'import', folder, dryRun: false, replan: false, ...options } as const;
}

async function textsOf(folder: string): Promise<Map<string, string>> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.(yaml|md)$/.test(file)).sort();
  return new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const)),
  );
}

/** What a file says, whatever comments it has and however its numbers are written. */
function meaning(text: string): unknown {
  const [, frontMatter = text, body = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
  const plain = JSON.stringify(parse(frontMatter), (key, value: unknown) =>
    ['number', 'centralNumber'].includes(key) ? String(value).replace(/\D/g, '') : value,
  );
  return { fields: JSON.parse(plain) as unknown, body: body.trim() };
}

async function edit(file: string, ...changes: [from: string, to: string][]): Promise<void> {
  let text = await readFile(file, 'utf8');
  for (const [from, to] of changes) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  await writeFile(file, text);
}

describe('a city that was started from its folder', () => {
  it('is what the folder says, and its export says the same', async () => {
    const folder = join(folders, 'musterstadt');
    expect(await importCity(command(MUSTERSTADT, { dryRun: true }), addresses, signIn, say)).toBe(true);
    expect(said).toEqual(['0 would change, 0 not taken, 5 as they are.']);

    expect(await exportCity(folder, addresses, signIn, say)).toBe(true);
    const [original, exported] = [await textsOf(MUSTERSTADT), await textsOf(folder)];
    expect([...exported.keys()]).toEqual([...original.keys()]);
    for (const [file, text] of original) expect([file, meaning(exported.get(file)!)]).toEqual([file, meaning(text)]);
    expect(await importCity(command(folder), addresses, signIn, say)).toBe(true);
    expect(said.at(-1)).toBe('0 changed, 0 not taken, 5 as they are.');
  });
});

describe('a folder that somebody edited', () => {
  it('comes into the system once, with its moved topics and umlauts, and out again word for word', async () => {
    const edited = join(folders, 'edited');
    await cp(join(folders, 'musterstadt'), edited, { recursive: true });
    await edit(
      join(edited, 'city.yaml'),
      ['seats: 2', 'seats: 3'],
      ['name: Musterstadt', 'name: Müsterstadt an der Öse'],
    );
    const topic = '  - topicId: wohnsitz-anmelden\n    name: Wohnsitz anmelden oder ummelden\n';
    const buergerbuero = join(edited, 'departments/buergerbuero.yaml');
    const office = await readFile(buergerbuero, 'utf8');
    const closure = [
      'closures:',
      '  - from: 2026-12-24',
      '    to: 2026-12-24',
      '    kind: reduced',
      '    hours:',
      '      - from: 08:00',
      '        to: 12:00',
      '    announcement: "Heiligabend: bis 12 Uhr"\n',
    ].join('\n');
    await edit(buergerbuero, [topic, ''], ['closures: []\n', closure]);
    // Sorts before the one that has the topic, so it gets it only at the second try.
    const umzug = office
      .replace('departmentId: buergerbuero', 'departmentId: amt-umzug')
      .replace('name: Bürgerbüro', 'name: Amt für Umzüge & Straßen')
      .replace(/topics:\n( {2}.*\n)+/, `topics:\n${topic}`);
    await writeFile(join(edited, 'departments/amt-umzug.yaml'), umzug);
    const article = join(edited, 'articles/umzug-rueckfragen.md');
    await edit(article, ['departmentId: buergerbuero', 'departmentId: amt-umzug'], ['## Ablauf', '## Ablauf: größer?']);

    expect(await importCity(command(edited, { dryRun: true }), addresses, signIn, say)).toBe(true);
    expect(said).toEqual([
      'city.yaml: cityName «Musterstadt» → «Müsterstadt an der Öse»; seats 2 → 3',
      'departments/amt-umzug.yaml: new.',
      expect.stringMatching(/^departments\/buergerbuero\.yaml: closures \[\] → .*; topics /),
      expect.stringMatching(/^articles\/umzug-rueckfragen\.md: departmentId «buergerbuero» → «amt-umzug»; body /),
      '4 would change, 0 not taken, 2 as they are.',
    ]);
    const cli = { ACCESS_TOKEN: accessToken, DIRECTORY_URL: addresses.directory, KNOWLEDGE_URL: addresses.knowledge };
    expect(await run('deploy/city.ts', ['import', edited], { ...cli, npm_config_dry_run: 'true' })).toMatchObject({
      code: 0,
      output: expect.stringContaining('4 would change') as unknown,
    });
    const imported = await run('deploy/city.ts', ['import', edited], cli);
    expect([imported.code, imported.output]).toEqual([
      0,
      expect.stringContaining('4 changed, 0 not taken, 2 as they are.'),
    ]);

    const again = join(folders, 'again');
    expect(await exportCity(again, addresses, signIn, say)).toBe(true);
    const [before, after] = [await textsOf(edited), await textsOf(again)];
    before.set('city.yaml', before.get('city.yaml')!.replace('id: musterstadt', 'id: again'));
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(before));
  }, 60_000);
});

describe('what cannot be brought in', () => {
  it('is left alone where somebody changed it meanwhile, and named', async () => {
    const client = createServiceClient(addresses, signIn);
    const running = await runningDocuments(client);
    const wanted = (await folderDocuments(join(folders, 'again'))).map((document) =>
      document.file === 'departments/bauamt.yaml'
        ? { ...document, content: { ...document.content, name: 'Unser Bauamt' } }
        : document,
    );
    const shown = await client.get('directory', '/departments/bauamt');
    const put = await client.put('directory', '/departments/bauamt', { ...shown, name: 'Euer Bauamt' }, 1);
    expect(put.status).toBe(200);

    const done = await importDocuments(wanted, running, client, { dryRun: false, replan: false }, say);
    expect([done, said.slice(1)]).toEqual([
      false,
      [
        'departments/bauamt.yaml: NOT TAKEN: somebody changed it meanwhile; look at it and import again.',
        '0 changed, 1 not taken, 5 as they are.',
      ],
    ]);
    expect(await client.get('directory', '/departments/bauamt')).toMatchObject({ name: 'Euer Bauamt', revision: 2 });
  });

  it('is named with its reason where the system refuses it', async () => {
    const folder = join(folders, 'wrong');
    await cp(join(folders, 'again'), folder, { recursive: true });
    await edit(join(folder, 'articles/umzug-rueckfragen.md'), ['topicId: wohnsitz-anmelden', 'topicId: umzug']);
    await rm(join(folder, 'departments/bauamt.yaml'));
    expect(await importCity(command(folder), addresses, signIn, say)).toBe(false);
    expect(said).toEqual([
      'departments/bauamt.yaml: only in the running system, left as it is.',
      expect.stringContaining('articles/umzug-rueckfragen.md: topicId'),
      expect.stringContaining('articles/umzug-rueckfragen.md: NOT TAKEN: The article has no place in the directory.'),
      '0 changed, 1 not taken, 4 as they are.',
    ]);
  });

  it('are articles while knowledge is away; the rest goes on', async () => {
    const away = { ...addresses, knowledge: NOBODY };
    const folder = join(folders, 'without-articles');
    expect(await exportCity(folder, away, signIn, say)).toBe(false);
    expect(said.at(-1)).toMatch(/^Articles were left out: knowledge cannot be reached at .* set KNOWLEDGE_URL/);
    expect(await importCity(command(folder), away, signIn, say)).toBe(true);
    expect(await importCity(command(join(folders, 'again')), away, signIn, say)).toBe(false);
    expect(said.at(-1)).toMatch(/^2 articles were left out: knowledge cannot be reached/);
  });

  it('is everything while the directory is away', async () => {
    const { code, output } = await run('deploy/city.ts', ['export', join(folders, 'none')], {
      ACCESS_TOKEN: accessToken,
      DIRECTORY_URL: NOBODY,
    });
    expect([code, output]).toEqual([1, expect.stringMatching(/^city: directory cannot be reached at .*\n$/)]);
  });

  it('is a folder that is none, and nothing is written into one', async () => {
    await expect(importCity(command(folders), addresses, signIn, say)).rejects.toThrow('is no city folder');
    await expect(exportCity(folders, addresses, signIn, say)).rejects.toThrow('is no city folder');
  });
});
