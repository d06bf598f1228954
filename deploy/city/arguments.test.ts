import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '@serviceportal/shared/config';
import { readCommand } from './arguments.ts';
import { addressesOf, CitySettings } from './settings.ts';

const cities = join(import.meta.dirname, '..', 'cities');

describe('the command line of city', () => {
  it.each([
    [['export', 'krefeld'], { task: 'export', folder: join(cities, 'krefeld') }],
    [['export', '/data/krefeld'], { task: 'export', folder: '/data/krefeld' }],
    [['import', '/data/krefeld'], { task: 'import', folder: '/data/krefeld', dryRun: false, replan: false }],
    [
      ['import', '--dry-run', '--replan', '/data/krefeld'],
      { task: 'import', folder: '/data/krefeld', dryRun: true, replan: true },
    ],
    [['--help'], { task: 'help' }],
  ])('%j', (words, command) => expect(readCommand(words)).toEqual(command));

  it.each([
    [[], 'say npm run city export <folder>'],
    [['export'], 'say npm run city export <folder>'],
    [['copy', 'krefeld'], 'say npm run city export <folder>'],
    [['import', 'krefeld', 'musterstadt'], 'say npm run city export <folder>'],
    [['export', 'krefeld', '--dry-run'], '--dry-run and --replan go with import only.'],
    [['import', 'krefeld', '--force'], 'import krefeld --force is not understood'],
  ])('refuses %j', (words, sentence) => expect(() => readCommand(words)).toThrow(sentence));
});

it.each([
  [{}, { directory: 'http://127.0.0.1:8605', knowledge: 'http://127.0.0.1:8602' }],
  [{ PORT_BASE: '9600' }, { directory: 'http://127.0.0.1:9605', knowledge: 'http://127.0.0.1:9602' }],
  [
    { DIRECTORY_URL: 'https://directory:8080' },
    { directory: 'https://directory:8080', knowledge: 'http://127.0.0.1:8602' },
  ],
])('with %j the services are at %j', (env, addresses) => {
  expect(addressesOf(readConfig(CitySettings, env))).toEqual(addresses);
});
