import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
/** What is fetched, made or kept by running something. */
const NOT_OURS = new Set(['node_modules', '.git', '.data', '.cache']);
const LARGEST = 4 * 1024 * 1024;

/** What a secret looks like, and one of each, in pieces, so that this file holds none. */
const SECRETS: readonly [what: string, pattern: RegExp, example: string][] = [
  ['a seed of NATS', /\bS[UAOCNX][A-Z2-7]{56}\b/, `SU${'A'.repeat(56)}`],
  ['a key as we make them', /(?<![\w/+=-])[0-9a-f]{64}(?![\w/+=-])/, '0f'.repeat(32)],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/, ['-----BEGIN', 'PRIVATE KEY-----'].join(' ')],
  [
    'a token',
    /\beyJ[\w-]{16,}[.]eyJ[\w-]{16,}[.][\w-]{16,}/,
    Array(3)
      .fill(`eyJ${'a'.repeat(20)}`)
      .join('.'),
  ],
];

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
  });
}

describe('the repository', () => {
  const files = filesIn(root).filter((file) => statSync(file).size < LARGEST);

  it.each(SECRETS)('holds nowhere what looks like %s', (_what, pattern, example) => {
    expect(files.length).toBeGreaterThan(500);
    expect(pattern.test(example)).toBe(true);
    expect(files.filter((file) => pattern.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it('keeps out of version control what the system makes', () => {
    const ignored = readFileSync(join(root, '.gitignore'), 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.data/', '.cache/']));
  });
});
