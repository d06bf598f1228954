import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { publicPart, startTestIssuer, type TestIssuer } from '@serviceportal/test/issuer';
import { base64url, exportSPKI, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { Unavailable } from '../errors.ts';
import { createLogger } from '../telemetry/index.ts';
import { type AccessConfig, createIdentify, type Identify } from './tokens.ts';

let issuer: TestIssuer;
let config: AccessConfig;
let identify: Identify;

beforeAll(async () => {
  issuer = await startTestIssuer();
  config = { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: 'serviceportal', OIDC_ROLES_CLAIM: 'roles' };
  identify = createIdentify(config);
});
afterAll(() => issuer.stop());

const now = () => Math.floor(Date.now() / 1000);
const claims = (changes: JWTPayload = {}): JWTPayload => ({
  iss: issuer.url,
  aud: 'serviceportal',
  sub: 'anna.agent',
  exp: now() + 300,
  roles: ['agent'],
  ...changes,
});

async function signed(payload: JWTPayload, key: JWK = issuer.keys.at(-1)!, typ?: string): Promise<string> {
  const header = { alg: 'ES256', kid: key.kid!, ...(typ !== undefined && { typ }) };
  return new SignJWT(payload).setProtectedHeader(header).sign(await importJWK(key, 'ES256'));
}

const asked = async (token: string, by: Identify = identify) => by(`Bearer ${token}`);

function refused(token: string | Promise<string>) {
  return expect(Promise.resolve(token).then((text) => asked(text))).rejects.toMatchObject({ code: 'unauthorized' });
}

/** A token put together by hand. */
function madeUp(header: object, payload: object, signature: (text: string) => string): string {
  const text = [header, payload].map((part) => base64url.encode(JSON.stringify(part))).join('.');
  return `${text}.${signature(text)}`;
}

describe('a token of the provider', () => {
  it('says who it is, what they may do, and how long', async () => {
    const exp = now() + 300;
    const token = await signed(claims({ exp, roles: ['agent', 'clerk:standesamt', 'king', 'clerk:', 7] }));
    const person = {
      ...{ kind: 'person', id: 'anna.agent', until: (exp + 30) * 1000 },
      roles: [{ name: 'agent' }, { name: 'clerk', departmentId: 'standesamt' }],
    };
    expect(await asked(token)).toEqual(person);
    expect(await asked(token)).toEqual(person);
  });

  it('may be one of several audiences, and as little too old as clocks differ', async () => {
    expect(await asked(await signed(claims({ aud: ['account', 'serviceportal'] })))).toBeDefined();
    expect(await asked(await signed(claims({ exp: now() - 20 })))).toBeDefined();
    expect(await asked(await signed(claims({ nbf: now() + 20 })))).toBeDefined();
  });

  it.each(['JWT', 'at+jwt', 'application/at+jwt', 'AT+JWT'])('may call itself %s', async (typ) => {
    expect(await asked(await signed(claims({ typ: 'Bearer' }), issuer.keys.at(-1), typ))).toBeDefined();
  });

  it('without roles is somebody who may do nothing', async () => {
    for (const roles of [undefined, null, {}, 7, 'nothing', [['agent']]]) {
      expect(await asked(await signed(claims({ roles })))).toMatchObject({ roles: [] });
    }
  });

  it('names its roles wherever the provider puts them, in its own words', async () => {
    const map = { 'sp-standesamt': 'clerk:standesamt', 'sp-hotline': 'agent' };
    const by = createIdentify({ ...config, OIDC_ROLES_CLAIM: 'realm_access.roles', OIDC_ROLE_MAP: map });
    const roles = ['sp-standesamt', 'sp-hotline', 'ops', 'toString'];
    expect(await asked(await signed(claims({ realm_access: { roles }, roles: ['ops'] })), by)).toMatchObject({
      roles: [{ name: 'clerk', departmentId: 'standesamt' }, { name: 'agent' }],
    });
  });
});

describe('no token', () => {
  it('is nobody', async () => expect(await identify(undefined)).toBeUndefined());

  it.each(['', 'Bearer', 'Bearer ', 'Basic YW5uYTphbm5h', 'Bearer a b', `Bearer ${'x'.repeat(9_000)}`, 'Bearer x.y.z'])(
    'is «%s»',
    async (header) => expect(identify(header)).rejects.toMatchObject({ code: 'unauthorized' }),
  );
});

describe('a token is refused', () => {
  it.each<[string, () => JWTPayload]>([
    ['that has expired', () => claims({ exp: now() - 31 })],
    ['that is not valid yet', () => claims({ nbf: now() + 60 })],
    ['that never expires', () => claims({ exp: undefined })],
    ['that is nobody’s', () => claims({ sub: undefined })],
    ['of somebody with a line break', () => claims({ sub: 'anna\nops' })],
    ['of somebody without a name', () => claims({ sub: '' })],
    ['for somebody else', () => claims({ aud: 'account' })],
    ['for nobody', () => claims({ aud: undefined })],
    ['of another issuer', () => claims({ iss: 'https://sso.example' })],
    ['of an issuer that begins alike', () => claims({ iss: `${issuer.url}/x` })],
    ['of no issuer', () => claims({ iss: undefined })],
    ['for the desk alone, with the nonce of a sign-in', () => claims({ nonce: 'n' })],
    ['for the desk alone, bound to an access token', () => claims({ at_hash: 'h' })],
    ['for the desk alone, as Keycloak says it', () => claims({ typ: 'ID' })],
  ])('%s', async (_what, payload) => refused(signed(payload())));

  it.each(['id+jwt', 'logout+jwt', 'secevent+jwt', 'dpop+jwt', ''])('that calls itself «%s»', async (typ) => {
    await refused(signed(claims(), issuer.keys.at(-1), typ));
  });

  it('that another key signed under the name of the provider’s', async () => {
    const other = await startTestIssuer();
    await refused(signed(claims(), { ...other.keys[0]!, kid: issuer.keys[0]!.kid! }));
    await other.stop();
  });

  it('that is not signed at all', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) await refused(madeUp({ alg }, claims(), () => ''));
    const [header, payload] = (await signed(claims())).split('.');
    await refused(`${header}.${payload}.`);
  });

  it('that was signed with what everybody knows, the public key', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const known = [await exportSPKI(publicKey), JSON.stringify(publicPart(issuer.keys[0]!))];
    for (const secret of known) {
      for (const alg of ['HS256', 'HS512']) {
        const sign = (text: string) =>
          createHmac(`sha${alg.slice(2)}`, secret)
            .update(text)
            .digest('base64url');
        await refused(madeUp({ alg, kid: issuer.keys[0]!.kid }, claims(), sign));
      }
    }
  });

  it('that was changed after it was signed', async () => {
    const [header, , signature] = (await signed(claims())).split('.');
    const payload = base64url.encode(JSON.stringify(claims({ roles: ['ops'] })));
    await refused(`${header}.${payload}.${signature}`);
  });

  it('also when a right one came before it', async () => {
    const token = await signed(claims());
    expect(await asked(token)).toBeDefined();
    await refused(`${token.slice(0, -4)}AAAA`);
    await refused(`${token}.x`);
  });
});

describe('the provider', () => {
  afterEach(() => issuer.start());

  it('may change its key: the new one is found, and the old one soon forgotten', async () => {
    const old = issuer.keys.at(-1)!;
    expect(await asked(await signed(claims()))).toBeDefined();
    await issuer.rotate();
    const token = await signed(claims({ jti: 'new' }));
    await eventually(async () => expect(await asked(token)).toBeDefined());
    await refused(signed(claims({ jti: 'old' }), old));
  });

  it('that cannot be reached is no reason to refuse anybody: nobody knows', async () => {
    await issuer.stop();
    const by = createIdentify(config);
    await expect(asked(await signed(claims()), by)).rejects.toBeInstanceOf(Unavailable);
    // What is no token at all needs nobody's key.
    await expect(asked('x.y.z', by)).rejects.toMatchObject({ code: 'unauthorized' });
    await issuer.start();
    expect(await asked(await signed(claims()), by)).toBeDefined();
  });

  it('that does not answer as it should is told once, with the reason', async () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 'tickets', destination: { write: (line) => void lines.push(line) } });
    const by = createIdentify({ ...config, OIDC_DISCOVERY_URL: issuer.url }, logger);
    for (const _token of [1, 2]) await expect(asked(await signed(claims()), by)).rejects.toBeInstanceOf(Unavailable);
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        ...{ level: 'warn', msg: 'identity provider cannot be asked' },
        err: expect.objectContaining({ message: 'the discovery document answers 404' }),
      }),
    ]);
  });

  it('is not needed for whoever it signed in before', async () => {
    const token = await signed(claims());
    await eventually(async () => expect(await asked(token)).toBeDefined());
    await issuer.stop();
    expect(await asked(token)).toBeDefined();
  });

  it('may be reached at another address than people know', async () => {
    const discovery = `${issuer.url}/.well-known/openid-configuration`;
    const elsewhere = { ...config, OIDC_ISSUER: 'https://sso.krefeld.example', OIDC_DISCOVERY_URL: discovery };
    const token = await signed(claims({ iss: 'https://sso.krefeld.example' }));
    // It has to be the same provider that answers there.
    await expect(asked(token, createIdentify(elsewhere))).rejects.toBeInstanceOf(Unavailable);
    expect(
      await asked(await signed(claims()), createIdentify({ ...config, OIDC_DISCOVERY_URL: discovery })),
    ).toBeDefined();
  });
});
