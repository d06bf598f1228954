import { createUser } from '@nats-io/nkeys';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@serviceportal/shared/errors';
import { findNatsServer, startNatsServer } from '../infrastructure/nats-server.ts';
import { findFreePort } from '../infrastructure/tcp.ts';
import { onboardedDepartments } from './city-departments.ts';
import { provision } from './index.ts';

let folder: string;
let cityFolder: string;
let seedFile: string;
let provisioner: ReturnType<typeof createUser>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provision-'));
  cityFolder = join(folder, 'city');
  seedFile = join(folder, 'provisioner.seed');
  await cp(join(import.meta.dirname, '..', 'cities', 'musterstadt'), cityFolder, { recursive: true });
  provisioner = createUser();
  await writeFile(seedFile, provisioner.getSeed());
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('provisioning', () => {
  it('says in one sentence what to do when no server is there', async () => {
    const natsUrl = `nats://127.0.0.1:${await findFreePort()}`;
    const failure = provision({ natsUrl, seedFile, cityFolder });
    await expect(failure).rejects.toBeInstanceOf(ConfigError);
    await expect(failure).rejects.toThrow(
      `The NATS server at ${natsUrl} (NATS_URL) cannot be reached, or does not run with the configuration`,
    );
    const withPassword = provision({ natsUrl: natsUrl.replace('//', '//anna:secret@'), seedFile, cityFolder });
    await expect(withPassword).rejects.toThrow(`The NATS server at ${natsUrl} (NATS_URL)`);
  });

  const lettingOneIn = (key: string) => `authorization { users: [ { nkey: ${key} } ] }`;

  it.each([
    ['does not know the provisioner', () => lettingOneIn(createUser().getPublicKey())],
    ['lets anyone in', () => ''],
    ['knows the provisioner in an account that keeps nobody apart', () => lettingOneIn(provisioner.getPublicKey())],
  ])('says what to do when the server %s', async (_what, users) => {
    const config = `listen: "127.0.0.1:-1"\njetstream { store_dir: "${folder}" }\n${users()}`;
    const binary = await findNatsServer({ say: () => undefined });
    const server = await startNatsServer({ binary, config, logFile: join(folder, 'nats.log') });
    try {
      await expect(provision({ natsUrl: server.url, seedFile, cityFolder })).rejects.toBeInstanceOf(ConfigError);
    } finally {
      await server.stop();
    }
  });
});

describe("the city folder's departments", () => {
  it('are those that have a date from which they take part', () => {
    expect(onboardedDepartments(cityFolder)).toEqual(['buergerbuero']);
  });

  it.each([
    ['departmentId: [x', /bauamt[.]yaml:\d+: /],
    ['departmentId: Bau Amt', /bauamt[.]yaml:1: departmentId: must be lower case/],
    ['departmentId: bauamt\nonboardedOn: next year', /bauamt[.]yaml:2: onboardedOn: /],
  ])('are refused with the place of the mistake: %j', async (text, place) => {
    await writeFile(join(cityFolder, 'departments', 'bauamt.yaml'), text);
    expect(() => onboardedDepartments(cityFolder)).toThrow(ConfigError);
    expect(() => onboardedDepartments(cityFolder)).toThrow(place);
  });
});
