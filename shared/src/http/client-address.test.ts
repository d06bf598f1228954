import { describe, expect, it } from '@jest/globals';
import { CLIENT_ADDRESS, vouchedAddress, vouchFor } from './client-address.ts';
import { ask } from './sample-requests.ts';
import { startSample } from './sample-service.ts';

const KEY = 'the key of the desk and the services';
const NOON = Date.parse('2026-11-28T12:00:00Z');

describe('the address that the desk vouches for', () => {
  it.each(['203.0.113.7', '2001:db8:1:2::1', '::ffff:203.0.113.7'])('is %s, for about a minute', (address) => {
    const header = vouchFor(address, KEY, NOON)!;
    for (const later of [-60_000, 0, 59_999, 60_000]) expect(vouchedAddress(header, KEY, NOON + later)).toBe(address);
    for (const later of [-60_001, 120_000]) expect(vouchedAddress(header, KEY, NOON + later)).toBeUndefined();
  });

  it.each<[string, (header: string) => string]>([
    ['for another address', (header) => header.replace('203.0.113.7', '203.0.113.8')],
    ['for another minute', (header) => header.replace(/ \d+ /, (minute) => ` ${Number(minute) + 1} `)],
    ['with another key', () => vouchFor('203.0.113.7', 'another key', NOON)!],
    ['cut off', (header) => header.slice(0, -1)],
    ['with more behind it', (header) => `${header} x`],
    ['without a signature', () => `203.0.113.7 ${NOON / 60_000} `],
    ['with nothing', () => ''],
  ])('is none %s', (_what, change) => {
    expect(vouchedAddress(change(vouchFor('203.0.113.7', KEY, NOON)!), KEY, NOON)).toBeUndefined();
  });

  it.each([undefined, '', 'two words', 'a\r\nb', 'ü', 'x'.repeat(101)])('is not made for %j', (address) => {
    expect(vouchFor(address, KEY, NOON)).toBeUndefined();
  });
});

describe('a service', () => {
  const change = (to: Awaited<ReturnType<typeof startSample>>, header: string | undefined) =>
    ask(to, 'PUT', '/calls/c1', { note: 'n' }, { 'If-Match': '1', ...(header && { [CLIENT_ADDRESS]: header }) });
  const fromDesk = (address: string, key = KEY) => vouchFor(address, key, Date.now());

  it('limits each client of the desk alone, and a forged header gains nothing', async () => {
    const service = await startSample({ DESK_KEY: KEY });
    const anna = await Promise.all(Array.from({ length: 103 }, () => change(service, fromDesk('203.0.113.7'))));
    expect(anna.filter(({ status }) => status === 429)).toHaveLength(3);
    expect((await change(service, fromDesk('203.0.113.8'))).status).toBe(204);
    expect(service.seen.at(-1)).toMatchObject({ address: '203.0.113.8' });
    const forged = Array.from({ length: 103 }, (_, n) => change(service, fromDesk(`198.51.100.${n}`, 'guessed')));
    expect((await Promise.all(forged)).filter(({ status }) => status === 429)).toHaveLength(3);
    expect(service.seen.at(-1)).toMatchObject({ address: '127.0.0.1' });
    await service.life.close();
  });

  it('without the key believes nobody', async () => {
    const service = await startSample();
    await change(service, fromDesk('203.0.113.7'));
    expect(service.seen).toMatchObject([{ address: '127.0.0.1' }]);
    await service.life.close();
  });
});
