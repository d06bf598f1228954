import { describe, expect, it } from '@jest/globals';
import { lastWords, shortRecovery, shortWarning } from './log-line.ts';

describe('what the terminal shows of a log', () => {
  it.each([
    ['{"level":"info","msg":"service is ready"}', undefined],
    ['{"level":"warn","msg":"database is not reachable"}', 'database is not reachable'],
    [
      '{"level":"error","msg":"message failed","err":{"message":"no such ticket","stack":"…"}}',
      'message failed: no such ticket',
    ],
    ['{"t":{"$date":"2026"},"s":"I","c":"NETWORK","msg":"Listening"}', undefined],
    ['{"t":{"$date":"2026"},"s":"E","c":"STORAGE","msg":"Disk full"}', 'Disk full'],
    ['[12] 2026/11/23 09:00:00.000001 [INF] Server is ready', undefined],
    ['[12] 2026/11/23 09:00:00.000001 [ERR] Authorization violation', 'Authorization violation'],
    ['Error: listen EADDRINUSE', 'Error: listen EADDRINUSE'],
    ['TypeError: x is not a function', 'TypeError: x is not a function'],
    ['    at start (main.ts:1:1)', undefined],
    ['{broken', undefined],
    ['SLF4J(W): No SLF4J providers were found.', undefined],
    ['', undefined],
  ])('of %s', (line, shown) => {
    expect(shortWarning(line)).toBe(shown);
  });

  it('is never long', () => {
    expect(shortWarning(`Error: ${'x'.repeat(5000)}`)).toHaveLength(201);
  });
});

it.each([
  ['{"level":"info","msg":"database is back","back":true}', 'database is back'],
  ['{"level":"info","msg":"database connected"}', undefined],
  ['{"level":"info","msg":"{}","back":"true"}', undefined],
  ['{broken', undefined],
  ['Error: back', undefined],
])('of %s the terminal shows that something is back: %s', (line, shown) => {
  expect(shortRecovery(line)).toBe(shown);
});

describe('the last words of a process', () => {
  it('are what tells why it ended', () => {
    const fatal = '{"level":"fatal","msg":"service ends","err":{"message":"no such hour","stack":"Error\\n at x"}}';
    expect(lastWords(`{"level":"info","msg":"hello"}\n${fatal}\n`)).toBe('service ends: no such hour');
    expect(lastWords('one\ntickets: PORT is missing.\n    at start (main.ts)\n}\n')).toBe(
      'one | tickets: PORT is missing.',
    );
    expect(lastWords('')).toBe('');
  });
});
