import { describe, expect, it } from '@jest/globals';
import { mayAct } from './same-origin.ts';

const DESK = 'https://portal.stadt.example';

describe('a request with a session', () => {
  it.each([
    ['POST', DESK, 'same-origin', true],
    ['POST', DESK, undefined, true],
    ['DELETE', undefined, 'same-origin', true],
    ['GET', 'https://evil.example', 'cross-site', true],
    ['HEAD', undefined, undefined, true],
    ['POST', undefined, undefined, false],
    ['POST', 'null', undefined, false],
    ['POST', 'null', 'same-origin', false],
    ['POST', 'https://evil.example', undefined, false],
    ['POST', 'https://evil.example', 'same-origin', false],
    ['POST', 'http://portal.stadt.example', undefined, false],
    ['POST', `${DESK}.evil.example`, undefined, false],
    ['PUT', DESK, 'same-site', false],
    ['PATCH', DESK, 'cross-site', false],
    ['DELETE', undefined, 'none', false],
    ['post', undefined, undefined, false],
  ])('%s from %s (%s) may act: %s', (method, origin, fetchSite, expected) => {
    expect(mayAct({ method, origin, fetchSite }, DESK)).toBe(expected);
  });
});
