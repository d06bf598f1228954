import { describe, expect, it } from '@jest/globals';
import { UnsecuredJWT } from 'jose';
import { beginSession, isMadeOutTo, LONGEST_SESSION_S, renewSession } from './session.ts';

const NOW = 1_795_860_000;
const claims = { iss: 'https://i.example', aud: 'desk', sub: 'u1', iat: NOW, exp: NOW + 60 };
const reading = { claim: 'roles' };
const keycloak = { claim: 'realm_access.roles', map: { 'sp-standesamt': 'clerk:standesamt' } };
const token = (payload: Record<string, unknown>) => new UnsecuredJWT(payload).encode();
const tokens = (more: object = {}) => ({ access_token: 'a', token_type: 'bearer' as const, expires_in: 60, ...more });

describe('a session', () => {
  it('begins with who it is and what the provider gave', () => {
    const access = token({ roles: ['agent'] });
    const given = tokens({ access_token: access, refresh_token: 'r' });
    expect(beginSession(given, { ...claims, name: 'Ute Übel', roles: ['ops'] }, reading, NOW)).toEqual({
      subject: 'u1',
      name: 'Ute Übel',
      roles: ['agent'],
      accessToken: access,
      accessUntil: NOW + 60,
      refreshToken: 'r',
      until: NOW + LONGEST_SESSION_S,
    });
  });

  it.each([
    [{ preferred_username: 'ute' }, 'ute'],
    [{ name: 7 }, 'u1'],
    [{ name: 'Ute', preferred_username: 'ute' }, 'Ute'],
  ])('takes from %j the name %s', (more, name) => {
    expect(beginSession(tokens(), { ...claims, ...more }, reading, NOW)).toMatchObject({ name });
  });

  it.each([
    [{ roles: ['agent', 7, 'king'] }, reading, ['agent']],
    [{ realm_access: { roles: ['sp-standesamt', 'ops'] }, roles: ['ops'] }, keycloak, ['clerk:standesamt']],
    [{}, keycloak, []],
  ])('has of a token with %j the roles that services find by %j', (payload, by, roles) => {
    const given = tokens({ access_token: token(payload) });
    const session = beginSession(given, claims, by, NOW);
    expect(session).toMatchObject({ roles });
    // They may be others by then.
    expect(renewSession(session, tokens({ access_token: token({}) }), by, NOW)).toMatchObject({ roles: [] });
    expect(renewSession({ ...session, roles: [] }, given, by, NOW)).toMatchObject({ roles });
  });

  it.each([
    [{ expires_in: 60, access_token: token({ exp: NOW + 90 }) }, NOW + 60],
    [{ expires_in: undefined, access_token: token({ exp: NOW + 90 }) }, NOW + 90],
    [{ expires_in: undefined, access_token: 'opaque' }, NOW + 300],
  ])('knows when its token ends: %j', (given, end) => {
    expect(beginSession(tokens(given), claims, reading, NOW).accessUntil).toBe(end);
  });

  it('is renewed without becoming longer, and keeps what is not sent anew', () => {
    const session = beginSession(tokens({ refresh_token: 'r' }), claims, reading, NOW);
    const later = NOW + 3600;
    expect(renewSession(session, tokens({ access_token: 'b' }), reading, later)).toEqual({
      ...session,
      accessToken: 'b',
      accessUntil: later + 60,
    });
    const rotated = renewSession(session, tokens({ refresh_token: 's' }), reading, later);
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
