import { describe, expect, it } from '@jest/globals';
import { ticketOf } from '../../test/city.ts';
import { isNewNumber, isNewWindow, type Told } from './told.ts';

const window = { callbackAt: '2026-11-24T08:00:00+01:00', callbackUntil: '2026-11-24T10:00:00+01:00' };
const ticket = ticketOf({}, window);

describe('what a citizen has to be told', () => {
  it.each<[string, Told, boolean]>([
    ['the same window', window, false],
    ['the same window, written in another zone', { callbackAt: '2026-11-24T07:00:00Z' }, false],
    ['the same beginning, where nobody knows the end', { callbackAt: window.callbackAt }, false],
    ['another beginning', { ...window, callbackAt: '2026-11-24T08:30:00+01:00' }, true],
    ['another end', { ...window, callbackUntil: '2026-11-24T09:00:00+01:00' }, true],
    ['no window', {}, true],
  ])('after %s', (_what, told, expected) => {
    expect(isNewWindow(ticket, told)).toBe(expected);
  });

  it('is no window where none is planned', () => {
    expect(isNewWindow({ ...ticket, callbackAt: undefined }, window)).toBe(false);
  });

  it('is another number, where one had been told', () => {
    const is = (departmentNumber?: string) => isNewNumber('02151 86-2351', { departmentNumber });
    expect([is('02151 86-2351'), is('02151 86-3000'), is()]).toEqual([false, true, false]);
  });
});
