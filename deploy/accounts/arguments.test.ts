import { describe, expect, it } from '@jest/globals';
import { readAccountCommand } from './arguments.ts';

describe('the command line of accounts', () => {
  it.each([
    ['department', 'add bauamt', { task: 'add', name: { kind: 'department', id: 'bauamt' }, keep: false }],
    [
      'department',
      'rotate bauamt --consumer archiv --keep',
      { task: 'rotate', name: { kind: 'department', id: 'bauamt', consumer: 'archiv' }, keep: true },
    ],
    ['department', 'remove bauamt', { task: 'remove', name: { kind: 'department', id: 'bauamt' } }],
    ['frontend', 'add PBX_1', { task: 'add', name: { kind: 'frontend', id: 'PBX_1' }, keep: false }],
    ['frontend', 'list', { task: 'list' }],
  ] as const)('of %s says what is meant: %s', (kind, line, command) => {
    expect(readAccountCommand(kind, line.split(' '))).toEqual(command);
  });

  it.each([
    ['--consumer=archiv', ['add', 'bauamt'], 'archiv'],
    ['--consumer archiv', ['add', 'bauamt', 'archiv'], 'true'],
  ])('also knows the flags that npm took for its own: %s', (_, words, npm_config_consumer) => {
    const taken = { npm_config_consumer, npm_config_keep: 'true' };
    expect(readAccountCommand('department', words, taken)).toEqual({
      task: 'add',
      name: { kind: 'department', id: 'bauamt', consumer: 'archiv' },
      keep: true,
    });
  });

  it.each([
    ['department', '', /say npm run department add <id>/],
    ['department', 'add', /say npm run department add <id>/],
    ['department', 'add a b', /say npm run/],
    ['department', 'list asyl', /say npm run/],
    ['department', 'add Bau_Amt', /a department's id has lower case letters/],
    ['department', 'add asyl.>', /a department's id has/],
    ['department', 'add bauamt --consumer a_b', /a consumer's name has/],
    ['department', 'add bauamt --password x', /not understood/],
    ['department', 'remove bauamt --keep', /--keep goes with add/],
    ['frontend', 'add a*b', /a frontend's id has/],
    ['frontend', 'add pbx --consumer x', /a frontend has no consumer/],
  ] as const)('of %s is refused by a sentence: «%s»', (kind, line, sentence) => {
    expect(() => readAccountCommand(kind, line.split(' ').filter(Boolean))).toThrow(sentence);
  });

  it('helps', () => {
    expect(readAccountCommand('department', ['--help'])).toMatchObject({
      usage: expect.stringContaining('--consumer'),
    });
  });
});
