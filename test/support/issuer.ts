import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** Signs tokens as a city's provider does: its discovery document and keys are really fetched over HTTP. */
export interface TestIssuer {
  /** The issuer as it stands in tokens. */
  readonly url: string;
  /** The private keys that sign, newest last; the public ones are what the issuer shows. */
  readonly keys: JWK[];
  /** Another key, shown from now on; the earlier ones are no longer. */
  rotate(): Promise<JWK>;
  /** Takes it away, and brings it back at the same address where it is away. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startTestIssuer(): Promise<TestIssuer> {
  const keys = [await newKey('key-1')];
  let shown = keys;
  let server = await listen(0, answer);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/city`;

  function answer(path: string): object | undefined {
    if (path === '/city/.well-known/openid-configuration') return { issuer: url, jwks_uri: `${url}/keys` };
    return path === '/city/keys' ? { keys: shown.map(publicPart) } : undefined;
  }

  return {
    url,
    keys,
    async rotate() {
      const key = await newKey(`key-${keys.length + 1}`);
      keys.push(key);
      shown = [key];
      return key;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async start() {
      if (!server.listening) server = await listen(port, answer);
    },
  };
}

async function newKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}

export function publicPart({ d: _private, ...key }: JWK): JWK {
  return key;
}

async function listen(port: number, answer: (path: string) => object | undefined): Promise<Server> {
  const server = createServer((request, response) => {
    const body = answer(request.url ?? '');
    response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
