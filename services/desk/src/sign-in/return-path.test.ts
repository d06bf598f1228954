import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { returnAddress } from './return-path.ts';

const DESK = 'https://portal.stadt.example';

describe('where to go on after sign-in', () => {
  it.each([
    ['/', `${DESK}/`],
    ['/api/tickets/docs?x=1#y', `${DESK}/api/tickets/docs?x=1#y`],
    ['/suche?q=Übermorgen', `${DESK}/suche?q=%C3%9Cbermorgen`],
    // Stays a path of this host, since the address is absolute.
    ['/.//evil.example', `${DESK}//evil.example`],
  ])('%s leads to %s', (to, address) => {
    expect(returnAddress(to, DESK)).toBe(address);
  });

  it.each([
    undefined,
    '',
    ['/a', '/b'],
    'calls',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\\\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    'https://portal.stadt.example.evil.example/',
  ])('%j leads to the start page', (to) => {
    expect(returnAddress(to, DESK)).toBe(`${DESK}/`);
  });

  it('never leads elsewhere', () => {
    const part = fc.constantFrom('/', '\\', '.', '..', '@', ':', '\t', '%2f', 'evil.example', 'http:', '?', '#');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        expect(new URL(returnAddress(parts.join(''), DESK)).origin).toBe(DESK);
      }),
    );
  });
});
