import { describe, expect, it } from '@jest/globals';
import { UnsecuredJWT } from 'jose';
import { beginSession, isMadeOutTo, LONGEST_SESSION_S, renewSession } from './session.ts';

const NOW = 1_795_860_000;
const claims = { iss: 'https://i.example', aud: 'desk', sub: 'u1', iat: NOW, exp: NOW + 60 };
const token = (payload: Record<string, unknown>) => new UnsecuredJWT(payload).encode();
const tokens = (more: object = {}) => ({ access_token: 'a', token_type: 'bearer' as const, expires_in: 60, ...more });

describe('a session', () => {
  it('begins with who it is and what the provider gave', () => {
    const given = tokens({ refresh_token: 'r' });
    expect(beginSession(given, { ...claims, name: 'Ute Übel', roles: ['agent'] }, NOW)).toEqual({
      subject: 'u1',
      name: 'Ute Übel',
      roles: ['agent'],
      accessToken: 'a',
      accessUntil: NOW + 60,
      refreshToken: 'r',
      until: NOW + LONGEST_SESSION_S,
    });
  });

  it.each([
    [{ preferred_username: 'ute' }, 'ute', []],
    [{ name: 7, roles: 'agent' }, 'u1', []],
    [{ name: 'Ute', roles: ['agent', 7] }, 'Ute', []],
  ])('takes %j as the name %s and the roles %j', (more, name, roles) => {
    expect(beginSession(tokens(), { ...claims, ...more }, NOW)).toMatchObject({ name, roles });
  });

  it.each([
    [{ expires_in: 60, access_token: token({ exp: NOW + 90 }) }, NOW + 60],
    [{ expires_in: undefined, access_token: token({ exp: NOW + 90 }) }, NOW + 90],
    [{ expires_in: undefined, access_token: 'opaque' }, NOW + 300],
  ])('knows when its token ends: %j', (given, end) => {
    expect(beginSession(tokens(given), claims, NOW).accessUntil).toBe(end);
  });

  it('is renewed without becoming longer, and keeps what is not sent anew', () => {
    const session = beginSession(tokens({ refresh_token: 'r' }), claims, NOW);
    const later = NOW + 3600;
    expect(renewSession(session, tokens({ access_token: 'b' }), later)).toEqual({
      ...session,
      accessToken: 'b',
      accessUntil: later + 60,
    });
    const rotated = renewSession(session, tokens({ refresh_token: 's' }), later);
    expect(rotated).toMatchObject({ refreshToken: 's', until: session.until });
  });
});

describe('whom a token is made out to', () => {
  it.each([
    [token({ aud: 'serviceportal' }), true],
    [token({ aud: ['account', 'serviceportal'] }), true],
    [token({ aud: 'account' }), false],
    [token({}), false],
    [token({ aud: 7 }), false],
    ['opaque', false],
  ])('%s: %s', (given, expected) => {
    expect(isMadeOutTo(given, 'serviceportal')).toBe(expected);
  });
});
