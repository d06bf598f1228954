import { describe, expect, it } from '@jest/globals';
import { createSeal } from './seal.ts';

const SECRET = 'k'.repeat(32);
const seal = createSeal(SECRET, 'wishes');
const now = () => Math.floor(Date.now() / 1000);

describe('what is sealed', () => {
  it('opens to what was closed, and shows nothing of it', async () => {
    const content = { phone: '+4921515550001', name: 'Jürgen Ößwein' };
    const sealed = await seal.close(content);
    expect(await seal.open(sealed)).toEqual(content);
    for (const part of sealed.split('.')) {
      expect(Buffer.from(part, 'base64url').toString('latin1')).not.toMatch(/5550001|rgen/);
    }
  });

  it('is never the same twice', async () => {
    expect(await seal.close({ a: 1 })).not.toBe(await seal.close({ a: 1 }));
  });

  it('has an end where one was said', async () => {
    expect(await seal.open(await seal.close({ a: 1 }, now() + 60))).toMatchObject({ a: 1 });
    expect(await seal.open(await seal.close({ a: 1 }, now() - 1))).toBeUndefined();
  });

  it.each([
    ['another secret', (sealed: string) => createSeal('x'.repeat(32), 'wishes').open(sealed)],
    ['another purpose', (sealed: string) => createSeal(SECRET, 'cookies').open(sealed)],
    ['a changed letter', (sealed: string) => seal.open(changed(sealed))],
    ['something else', () => seal.open('no seal at all')],
    ['nothing', () => seal.open('')],
  ])('does not open with %s', async (_, open) => {
    expect(await open(await seal.close({ a: 1 }))).toBeUndefined();
  });
});

/** With another letter in the middle of the encrypted part. */
function changed(sealed: string): string {
  const parts = sealed.split('.');
  const text = parts[3]!;
  parts[3] = `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
  return parts.join('.');
}
