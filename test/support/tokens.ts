import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importJWK, type JWK, SignJWT } from 'jose';

/** Departments that tests make (addDepartment), and whose tickets they work on. */
const TEST_DEPARTMENTS = ['testamt', 'mittagsamt', 'ausflugsamt'];

/** Roles in everything, and in every department of the cities: for tests that are not about who may do what. */
const EVERY_ROLE = [
  'agent',
  'editor',
  'ops',
  'privacy',
  'homepage',
  ...[...departmentsOfCities(), ...TEST_DEPARTMENTS].flatMap((id) => [`clerk:${id}`, `lead:${id}`]),
];

/** A person or client to ask as; `roles` are all there are unless told. */
export interface As {
  readonly id: string;
  readonly roles?: readonly string[];
}

/** What the test run's issuer (global-setup.ts) is called in tokens. */
export function testIssuerUrl(): string {
  return setting('TEST_OIDC_ISSUER');
}

const tokens = new Map<string, Promise<string>>();

/** A token of the test run's issuer, valid for an hour. */
export function tokenFor({ id, roles = EVERY_ROLE }: As): Promise<string> {
  const name = JSON.stringify([id, roles]);
  let token = tokens.get(name);
  if (!token) tokens.set(name, (token = sign(id, roles)));
  return token;
}

/** The header a request is sent with: nobody's where `as` is `anonymous`, else that person's. */
export async function authorization(as: As | 'anonymous'): Promise<Record<string, string>> {
  return as === 'anonymous' ? {} : { authorization: `Bearer ${await tokenFor(as)}` };
}

/** Whom a body names, so that it can be their token; a tester of all trades where it names nobody. */
export function personIn(body: unknown): As {
  const fields = typeof body === 'string' ? parsedOrNothing(body) : body;
  const { agentId, clerkId } = (typeof fields === 'object' && fields !== null ? fields : {}) as Record<string, unknown>;
  const named = agentId ?? clerkId;
  return { id: typeof named === 'string' && /^[\x21-\x7e]{1,128}$/.test(named) ? named : 'tester' };
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The headers of a request that comes from whom its body names, unless they say who it is (`undefined`: nobody). */
export async function signedIn(
  body?: unknown,
  headers: Record<string, string | undefined> = {},
): Promise<Record<string, string>> {
  const all = { ...(await authorization(personIn(body))), ...headers };
  return Object.fromEntries(Object.entries(all).filter((each): each is [string, string] => each[1] !== undefined));
}

async function sign(subject: string, roles: readonly string[]): Promise<string> {
  const key = JSON.parse(setting('TEST_OIDC_KEY')) as JWK;
  return new SignJWT({ roles })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid! })
    .setIssuer(testIssuerUrl())
    .setAudience('serviceportal')
    .setSubject(subject)
    .setExpirationTime('1h')
    .sign(await importJWK(key, 'ES256'));
}

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the test run has no ${name}: run it through jest with the repository configuration`);
  return value;
}

function departmentsOfCities(): string[] {
  const cities = fileURLToPath(new URL('../../deploy/cities', import.meta.url));
  const files = readdirSync(cities, { recursive: true, encoding: 'utf8' });
  return files.flatMap((file) => /departments\/([a-z0-9-]+)\.yaml$/.exec(file)?.[1] ?? []);
}
