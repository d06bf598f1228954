import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { openScriptedService } from './scripted-service.ts';

/** What the provider does otherwise than a good one. */
export interface Script {
  idToken: JWTPayload;
  accessToken: JWTPayload;
  /** Seconds, as the token endpoint names them. */
  expiresIn: number;
  /** A key that is not among the published ones signs. */
  foreignKey: boolean;
  /** The token endpoint answers this to a refresh. */
  refresh: { status: number; body: object } | undefined;
  /** The size of what pads the access token, as providers with many groups do. */
  padding: number;
}

export interface ScriptedProvider {
  issuer: string;
  script: Partial<Script>;
  /** Bodies that the token endpoint was sent. */
  asked: URLSearchParams[];
  stop(): Promise<void>;
}

/** An identity provider that signs in `ute` without asking; real discovery, keys and signatures, with faults on demand. */
export async function openScriptedProvider(life: Lifecycle): Promise<ScriptedProvider> {
  const service = await openScriptedService(life);
  const issuer = service.url;
  const [own, foreign] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
  const jwks = { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k', alg: 'ES256', use: 'sig' }] };
  const provider: ScriptedProvider = { issuer, script: {}, asked: [], stop: () => service.stop() };
  const nonces = new Map<string, string>();
  let codes = 0;

  const sign = (claims: JWTPayload) =>
    new SignJWT({ iss: issuer, sub: 'ute', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .setIssuedAt()
      .setExpirationTime('1 h')
      .sign(provider.script.foreignKey ? foreign.privateKey : own.privateKey);

  async function tokens(nonce: string | undefined): Promise<object> {
    const { script } = provider;
    const padding = Array.from({ length: (script.padding ?? 0) / 10 }, (_, index) => String(index).padStart(10, 'g'));
    return {
      token_type: 'Bearer',
      expires_in: script.expiresIn ?? 300,
      access_token: await sign({ aud: 'serviceportal', nr: provider.asked.length, padding, ...script.accessToken }),
      refresh_token: `refresh-${provider.asked.length}`,
      id_token: await sign({ aud: 'serviceportal-desk', nonce, name: 'Ute Übel', ...script.idToken }),
    };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', issuer);
    const json = (body: object, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (pathname === '/.well-known/openid-configuration') {
      json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['ES256'],
      });
    } else if (pathname === '/jwks') json(jwks);
    else if (pathname === '/authorize') {
      const code = `code-${++codes}`;
      nonces.set(code, searchParams.get('nonce') ?? '');
      const back = new URLSearchParams({ code, state: searchParams.get('state') ?? '' });
      response.writeHead(302, { location: `${searchParams.get('redirect_uri')}?${back.toString()}` }).end();
    } else if (pathname === '/token') {
      const body = new URLSearchParams(await text(request));
      provider.asked.push(body);
      const { refresh } = provider.script;
      if (body.get('grant_type') === 'refresh_token' && refresh) return void json(refresh.body, refresh.status);
      json(await tokens(nonces.get(body.get('code') ?? '')));
    } else response.writeHead(404).end();
  }
  service.answer((request, response) => void answer(request, response));
  return provider;
}
