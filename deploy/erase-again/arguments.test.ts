import { describe, expect, it } from '@jest/globals';
import { readConfig } from '@serviceportal/shared/config';
import { Temporal } from '@serviceportal/shared/time';
import { readEraseAgain } from './arguments.ts';
import { addressesOf, EraseAgainSettings } from './settings.ts';

const plain = { does: 'erase-again', paths: [], since: undefined, confirm: false, incomplete: false };
const now = Temporal.Instant.from('2026-11-24T09:00:00Z');

describe('the command line of erase-again', () => {
  it.each([
    [[], plain],
    [['--confirm', '--since', '2026-11-24T10:00:00+01:00'], { ...plain, since: '2026-11-24T09:00:00Z', confirm: true }],
    [['--incomplete'], { ...plain, incomplete: true }],
    [['old/logs', 'tickets.log.gz'], { ...plain, paths: ['old/logs', 'tickets.log.gz'] }],
    [['logs', '--since', '2026-11-23'], { ...plain, paths: ['logs'], since: '2026-11-23T00:00:00Z' }],
    [['--since', '2026-11-23T04:00:00+01:00'], { ...plain, since: '2026-11-23T03:00:00Z' }],
    [['--help', 'logs'], { does: 'help' }],
  ])('%j', (words, expected) => {
    const { since, ...command } = readEraseAgain(words, now) as { does: string; since?: Temporal.Instant };
    expect({ ...command, ...('paths' in command && { since: since?.toString() }) }).toEqual(expected);
  });

  it.each([
    [['--since', 'yesterday'], '--since takes a day or a time'],
    [['--since', '2026-11-25'], '--since is in the future (it is 2026-11-24T09:00:00Z)'],
    [['--since', '2026-11-24T09:00:00.001Z'], '--since is in the future'],
    [['--confirm'], '--confirm needs --since and when the backup was begun: logs that do not go back to then miss'],
    [['--confirm', '--incomplete'], '--confirm needs --since'],
    [['--force'], '--force is not understood'],
    [['--confirm=yes'], 'is not understood'],
  ])('refuses %j', (words, sentence) => expect(() => readEraseAgain(words, now)).toThrow(sentence));
});

it.each([
  [{}, { tickets: 'http://127.0.0.1:8603', notify: 'http://127.0.0.1:8604' }],
  [
    { PORT_BASE: '9600', NOTIFY_URL: 'http://notify:8604' },
    { tickets: 'http://127.0.0.1:9603', notify: 'http://notify:8604' },
  ],
])('with %j the services are at %j', (env, addresses) => {
  expect(addressesOf(readConfig(EraseAgainSettings, env))).toEqual(addresses);
});
