import { createHash, randomBytes } from 'node:crypto';
import { createIdentify } from '@serviceportal/shared/access';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { openBrowser } from './support/browser.ts';
import { openDesk, type StartedDesk } from './support/started-desk.ts';

const life = createLifecycle();
let desk: StartedDesk;
let tokens: { id_token: string; access_token: string };

beforeAll(async () => {
  desk = await openDesk(life);
  tokens = await signIn();
});
afterAll(() => life.close());

/** What the desk is given at the provider's token endpoint, asked for in its name. */
async function signIn(): Promise<typeof tokens> {
  const client = { client_id: 'serviceportal-desk', redirect_uri: `${desk.url}/sign-in/callback` };
  const verifier = randomBytes(32).toString('base64url');
  const wanted = new URLSearchParams({
    ...{ ...client, response_type: 'code', scope: 'openid profile', state: 's', nonce: 'n' },
    ...{ code_challenge_method: 'S256', code_challenge: createHash('sha256').update(verifier).digest('base64url') },
  });
  const browser = openBrowser();
  const choice = await browser.visit(`${desk.url}/dev/oidc/auth?${wanted.toString()}`);
  const [, action = ''] = /action="([^"]*)"/.exec(choice.text) ?? [];
  const back = await browser.visit(new URL(action, choice.url), {
    method: 'POST',
    body: new URLSearchParams({ person: 'otto.ops' }),
    until: '/sign-in/callback',
  });
  const code = back.url.searchParams.get('code') ?? '';
  const body = new URLSearchParams({ ...client, grant_type: 'authorization_code', code, code_verifier: verifier });
  return (await (await fetch(`${desk.url}/dev/oidc/token`, { method: 'POST', body })).json()) as typeof tokens;
}

describe('an ID token of the development provider', () => {
  // Also where a city gave client and audience the same name.
  it.each(['serviceportal', 'serviceportal-desk'])('is nobody at a service for %s', async (audience) => {
    const settings = { OIDC_ISSUER: `${desk.url}/dev/oidc`, OIDC_AUDIENCE: audience, OIDC_ROLES_CLAIM: 'roles' };
    const identify = createIdentify(settings);
    await expect(identify(`Bearer ${tokens.id_token}`)).rejects.toMatchObject({ code: 'unauthorized' });
    const known = identify(`Bearer ${tokens.access_token}`);
    if (audience === 'serviceportal') expect(await known).toMatchObject({ id: 'otto.ops', roles: [{ name: 'ops' }] });
    else await expect(known).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('lives for minutes, and is made out to the desk', () => {
    const { aud, iat = 0, exp = 0 } = decodeJwt(tokens.id_token);
    expect(aud).toBe('serviceportal-desk');
    expect(exp - iat).toBe(300);
  });
});
