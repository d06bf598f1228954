import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placeOfJsonError } from './json-place.ts';
import { ask } from './sample-requests.ts';
import { startSample, type Sample } from './sample-service.ts';

let service: Sample;
beforeAll(async () => {
  service = await startSample();
});
beforeEach(() => void service.seen.splice(0));
afterAll(() => service.life.close());

describe('bodies', () => {
  it.each<[string, string | Uint8Array, Record<string, string>, number, RegExp]>([
    ['broken JSON', '{"line": hotline}', {}, 400, /line 1, column 10/],
    ['JSON cut off', '{"line": "hotline"', {}, 400, /line 1, column 19/],
    ['JSON over lines', '{\n  "line": "hotline",\n}', {}, 400, /line 3, column 1/],
    ['two values', '{} {}', {}, 400, /line 1, column 4/],
    ['a list', '[]', {}, 400, /must be an object/],
    ['null', 'null', {}, 400, /must be an object/],
    ['depth 10,000', '['.repeat(10_000) + ']'.repeat(10_000), {}, 400, /nested deeper than 32/],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), {}, 400, /UTF-8/],
    ['1 MB and a byte', `"${'x'.repeat(1024 * 1024)}"`, {}, 413, /larger than 256 kB/],
    ['form content', 'line=hotline', { 'content-type': 'application/x-www-form-urlencoded' }, 415, /application\/json/],
    ['plain text', '{"line":"hotline"}', { 'content-type': 'text/plain' }, 415, /application\/json/],
    [
      'another charset',
      '{"line":"hotline"}',
      { 'content-type': 'application/json; charset=utf-16' },
      415,
      /application\/json/,
    ],
    ['a gzip bomb', gzipSync(Buffer.alloc(50_000_000, 32)), { 'content-encoding': 'gzip' }, 415, /compressed/],
  ])('%s', async (_name, body, headers, status, detail) => {
    const asked = await ask(service, 'POST', '/calls', body, headers);
    expect(asked.status).toBe(status);
    expect(asked.body['detail']).toMatch(detail);
    expect(service.seen).toEqual([]);
  });

  it('a charset of UTF-8 is fine', async () => {
    const type = { 'content-type': 'application/json; charset=utf-8' };
    expect((await ask(service, 'POST', '/calls', '{"line":"hotline"}', type)).status).toBe(201);
  });

  it('the place of an error is where the text stops being JSON', () => {
    const tamper = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', '{', '}', ']', ',', '"', '\\', 'x', '\u0001'));
    fc.assert(
      fc.property(tamper, ([json, at, insert]) => {
        const cut = at % (json.length + 1);
        const text = json.slice(0, cut) + insert + json.slice(cut + 1);
        try {
          JSON.parse(text);
          return;
        } catch {
          const [line, column] = placeOfJsonError(text).match(/\d+/g)?.map(Number) ?? [];
          const lines = text.split('\n');
          const offset = lines.slice(0, Number(line) - 1).join('\n').length + (line === 1 ? 0 : 1) + Number(column) - 1;
          expect(offset).toBeLessThanOrEqual(text.length);
          // Nothing that follows what stands before that place could be wrong already.
          expect(isBeginningOfJson(text.slice(0, offset))).toBe(true);
        }
      }),
    );
  });
});

/** By closing what is open, with a value where one is due. */
function isBeginningOfJson(text: string): boolean {
  const closers = [...text.replace(/"(?:[^"\\]|\\.)*"/g, '0')].reduce<string[]>((open, sign) => {
    if (sign === '{') return ['}', ...open];
    if (sign === '[') return [']', ...open];
    return sign === '}' || sign === ']' ? open.slice(1) : open;
  }, []);
  return ['', '0', ':0', '"k":0', ',0', ',"k":0'].some((middle) => {
    try {
      JSON.parse(text + middle + closers.join(''));
      return true;
    } catch {
      return false;
    }
  });
}
