import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@serviceportal/shared/errors';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { type StartedDirectory, startIn } from './started-directory.ts';

const MUSTERSTADT = fileURLToPath(new URL('../../../deploy/cities/musterstadt', import.meta.url));

let cityFolder: string;
let realm: Realm;
const started: StartedDirectory[] = [];

beforeAll(async () => {
  cityFolder = await mkdtemp(join(tmpdir(), 'city-'));
  await cp(MUSTERSTADT, cityFolder, { recursive: true });
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00', cityFolder });
});
afterEach(() => Promise.all(started.splice(0).map((directory) => directory.close())));
afterAll(async () => {
  await realm?.close();
  await rm(cityFolder, { recursive: true, force: true });
});

async function start(extra: Record<string, string> = {}): Promise<StartedDirectory> {
  const directory = await startIn(realm, extra);
  started.push(directory);
  return directory;
}

async function stored(): Promise<number> {
  return (await realm.jsm.streams.info('DIRECTORY')).state.last_seq;
}

async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
  const path = join(cityFolder, file);
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
}

/** As after a lost store: the stream and its durables are there, with nothing in them. */
async function loseDirectory(): Promise<void> {
  const { streams, consumers } = realm.jsm;
  const { config } = await streams.info('DIRECTORY');
  const durables = await consumers.list('DIRECTORY').next();
  await streams.delete('DIRECTORY');
  await streams.add(config);
  for (const durable of durables.filter((each) => each.config.durable_name)) {
    await consumers.add('DIRECTORY', durable.config);
  }
}

describe('the city folder', () => {
  it('is written once, also by two replicas that start at once', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const answers = await Promise.all([one, two].map((directory) => directory.get('/departments')));
    const items = answers[0]!.body['items'] as { revision: number }[];
    expect(items.map(({ revision }) => revision)).toEqual(items.map(() => 1));
    expect(answers[1]!.body).toEqual(answers[0]!.body);
    expect(await stored()).toBe(items.length + 1);
  });

  it('is not written over what editors changed, nor read again where the log has a revision', async () => {
    const before = await start();
    const { body } = await before.get('/departments/bauamt');
    await before.put('/departments/bauamt', { ...body, name: 'Bauordnungsamt' }, { 'if-match': '1' });
    await before.close();
    const sequence = await stored();
    await edit('departments/bauamt.yaml', /^name: .*$/m, 'name: Aus der Datei');
    await edit('departments/buergerbuero.yaml', /^name: .*$/m, 'name: Aus der Datei');

    const after = await start();
    expect((await after.get('/departments/bauamt')).body).toMatchObject({ name: 'Bauordnungsamt', revision: 2 });
    expect((await after.get('/departments/buergerbuero')).body).toMatchObject({ revision: 1 });
    expect((await after.get('/departments/buergerbuero')).body['name']).not.toBe('Aus der Datei');
    expect(await stored()).toBe(sequence);
  });

  it('is written under the same ids where the log was lost, so that it is known for what it is', async () => {
    const log = await realm.log('directory');
    const firsts = async () => {
      const events = (await log.history('DIRECTORY', 'directory.department.>')).map(({ envelope }) => envelope);
      return new Map(events.toReversed().map(({ subject, id }) => [subject, id]));
    };
    await start();
    const before = await firsts();
    await Promise.all(started.splice(0).map((directory) => directory.close()));
    await loseDirectory();
    await start();
    expect([...before.keys()]).toEqual(expect.arrayContaining(['bauamt', 'buergerbuero']));
    expect(await firsts()).toEqual(before);
  });

  it('adds a department that came later', async () => {
    const least = [
      'departmentId: neu',
      'name: Neu',
      'centralNumber: 0221 4710-199',
      'hours: Mo 08:00-12:00',
      'mailbox: a@b.example',
    ];
    await writeFile(join(cityFolder, 'departments/neu.yaml'), least.join('\n'));
    expect((await (await start()).get('/departments/neu')).body).toMatchObject({ name: 'Neu', revision: 1 });
  });

  it('must fit the zone', async () => {
    const wrong = start({ CITY_ZONE: 'Europe/Lisbon' });
    await expect(wrong).rejects.toThrow('CITY_ZONE must be that of the city folder: set it to Europe/Berlin.');
    await expect(wrong).rejects.toBeInstanceOf(ConfigError);
  });
});

describe('a year later', () => {
  it('the holidays of the coming years are added, once', async () => {
    await (await start()).close();
    const sequence = await stored();
    const later = { CITY_CLOCK: '2027-12-27T10:00:00+01:00' };
    const [one] = await Promise.all([start(later), start(later)]);
    const departments = (await one.get('/departments')).body['items'] as { departmentId: string }[];
    expect(await stored()).toBe(sequence + departments.length + 1);
    const newYear = '/departments/bauamt/availability?at=2029-01-01T10:00:00%2B01:00';
    expect((await one.get(newYear)).body).toMatchObject({ why: 'Feiertag' });
  });
});
