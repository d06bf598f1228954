import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@serviceportal/shared/errors';
import { readCityFolder } from './city-folder.ts';

const CITIES = fileURLToPath(new URL('../../../deploy/cities', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'city-'));
  await cp(join(CITIES, 'musterstadt'), folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
  const before = await readFile(join(folder, file), 'utf8');
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  await writeFile(join(folder, file), after);
}

async function mistakes(): Promise<string> {
  const failure: unknown = await readCityFolder(folder).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(failure).toBeInstanceOf(ConfigError);
  return (failure as ConfigError).message;
}

describe('a city folder', () => {
  it.each(['krefeld', 'musterstadt'])('is read: %s', async (city) => {
    const { hotline, departments } = await readCityFolder(join(CITIES, city));
    expect(hotline).toMatchObject({ hotlineId: 'main', zone: 'Europe/Berlin', holidays: 'DE-NW' });
    expect(hotline.number).toMatch(/^\+49/);
    expect(departments.length).toBeGreaterThan(0);
  });

  it('needs little: holidays are the city’s, closures and topics none, promises the usual ones', async () => {
    const least = [
      'departmentId: neu',
      'name: Neu',
      'centralNumber: 0221 4710-199',
      'hours: Mo 08:00-12:00',
      'mailbox: neu@Müller.example',
    ];
    await writeFile(join(folder, 'departments/neu.yaml'), least.join('\n'));
    const { departments } = await readCityFolder(folder);
    expect(departments.find(({ departmentId }) => departmentId === 'neu')).toEqual({
      departmentId: 'neu',
      name: 'Neu',
      centralNumber: '+492214710199',
      hours: 'Mo 08:00-12:00',
      holidays: 'DE-NW',
      closures: [],
      mailbox: 'neu@xn--mller-kva.example',
      topics: [],
      serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
    });
  });
});

describe('a mistake is named with file, line and field', () => {
  it.each<[string, string, string | RegExp, string, RegExp]>([
    [
      'hours',
      'departments/bauamt.yaml',
      /^hours: .*$/m,
      'hours: Mo 8-17',
      /^departments\/bauamt\.yaml:\d+: hours: .*«8-17»/m,
    ],
    [
      'number',
      'departments/bauamt.yaml',
      /^centralNumber: .*$/m,
      'centralNumber: ring',
      /bauamt\.yaml:\d+: centralNumber: must be a phone number/,
    ],
    [
      'number without area code',
      'departments/bauamt.yaml',
      /^centralNumber: .*$/m,
      'centralNumber: 4710-1',
      /centralNumber: .*area code/,
    ],
    [
      'holidays',
      'departments/bauamt.yaml',
      /^holidays: .*$/m,
      'holidays: DE-XX',
      /bauamt\.yaml:\d+: holidays: .*like DE-NW/,
    ],
    [
      'unknown field',
      'departments/bauamt.yaml',
      /^mailbox:/m,
      'mailbocks: x\nmailbox:',
      /bauamt\.yaml:\d+: mailbocks: /,
    ],
    [
      'unknown field of a topic',
      'departments/bauamt.yaml',
      /^( *)- topicId:/m,
      '$1- color: red\n$1  topicId:',
      /topics\.0\.color: /,
    ],
    [
      'a topic twice',
      'departments/bauamt.yaml',
      /^( *)- (topicId: .*)$/m,
      '$1- $2\n$1  name: A\n$1- $2',
      /topics\.1\.topicId: is there twice/,
    ],
    [
      'lead without an address',
      'departments/buergerbuero.yaml',
      /email: leitung@.*$/m,
      'email: leitung',
      /buergerbuero\.yaml:\d+: lead\.email: must be one e-mail address/,
    ],
    [
      'absence that ends before it begins',
      'departments/buergerbuero.yaml',
      /^deputies:$/m,
      '  absences: [{ from: 2026-12-24, to: 2026-12-23 }]\ndeputies:',
      /lead\.absences\.0\.to: must not be before from/,
    ],
    [
      'deputy twice',
      'departments/buergerbuero.yaml',
      /^deputies:$/m,
      'deputies:\n  - { name: A, email: vertretung@Musterstadt.example }',
      /deputies\.1\.email: is there twice/,
    ],
    [
      'text module twice',
      'departments/buergerbuero.yaml',
      /^textModules:$/m,
      'textModules:\n  - { moduleId: unterlagen-fehlen, name: A, text: B }',
      /textModules\.1\.moduleId: is there twice/,
    ],
    [
      'empty text module',
      'departments/buergerbuero.yaml',
      /^textModules:$/m,
      'textModules:\n  - { moduleId: leer, name: A, text: "" }',
      /textModules\.0\.text: /,
    ],
    [
      'no callbacks at all',
      'departments/buergerbuero.yaml',
      /^serviceLevel:$/m,
      'serviceLevel:\n  callbacksPerHour: 0',
      /serviceLevel\.callbacksPerHour: /,
    ],
    [
      'wrong id',
      'departments/bauamt.yaml',
      'departmentId: bauamt',
      'departmentId: amt',
      /bauamt\.yaml:1: must be named after its departmentId, amt\.yaml/,
    ],
    ['zone', 'city.yaml', 'Europe/Berlin', 'Europe/Krefeld', /^city\.yaml:\d+: zone: /m],
    ['city holidays', 'city.yaml', 'DE-NW', 'NRW', /^city\.yaml:\d+: holidays: /m],
    ['seats', 'city.yaml', 'seats: 2', 'seats: 0', /^city\.yaml:\d+: hotline\.seats: /m],
    [
      'closure',
      'city.yaml',
      'closures: []',
      "closures: [{ from: '2027-02-08', to: '2027-02-07', kind: closed }]",
      /closures\.0\.to: must not be before from/,
    ],
    [
      'closure with an unknown field',
      'city.yaml',
      'closures: []',
      "closures: [{ from: '2027-02-08', to: '2027-02-08', kind: closed, wy: x }]",
      /closures\.0\.wy: /,
    ],
    [
      'reduced hours without hours',
      'city.yaml',
      'closures: []',
      "closures: [{ from: '2027-02-08', to: '2027-02-08', kind: reduced }]",
      /closures\.0.*: must say when it is open/,
    ],
    [
      'closure twice',
      'city.yaml',
      'closures: []',
      "closures: [{ from: '2027-02-08', to: '2027-02-08', kind: closed }, { from: '2027-02-08', to: '2027-02-08', kind: closed, why: x }]",
      /city\.yaml:\d+: closures\.1\.from: is there twice/,
    ],
    [
      'hours of a closure',
      'city.yaml',
      'closures: []',
      "closures: [{ from: '2027-02-08', to: '2027-02-08', kind: emergency, hours: [{ from: '12:00', to: '09:00' }] }]",
      /closures\.0\.hours\.0.*: must begin before it ends/,
    ],
  ])('%s', async (_what, file, from, to, message) => {
    await edit(file, from, to);
    expect(await mistakes()).toMatch(message);
  });

  it('in all files at once', async () => {
    await edit('departments/bauamt.yaml', /^hours: .*$/m, 'hours: nie');
    await edit('departments/buergerbuero.yaml', /^name: .*$/m, 'name: ""');
    await edit('city.yaml', 'seats: 2', 'seats: two');
    expect(await mistakes()).toMatch(/city\.yaml[^]*bauamt\.yaml[^]*buergerbuero\.yaml/);
  });

  it('also a topic that two departments have', async () => {
    await edit('departments/buergerbuero.yaml', /^( *)- (topicId: .*)$/m, '$1- topicId: baugenehmigung');
    expect(await mistakes()).toMatch(
      /departments\/bauamt\.yaml and departments\/buergerbuero\.yaml: the topic baugenehmigung/,
    );
  });

  it('also a folder that is none', async () => {
    await rm(folder, { recursive: true });
    expect(await mistakes()).toMatch(/^CITY_FOLDER must be the path of a folder/);
  });
});
