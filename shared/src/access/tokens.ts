import { errors, jwtVerify, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { BaseConfig } from '../config.ts';
import { type Refusal, refuse } from '../errors.ts';
import type { Logger } from '../telemetry/index.ts';
import { isActorId, type Person } from './caller.ts';
import { providerKeys } from './provider.ts';
import { rolesIn } from './roles.ts';

/** Who it is by the `Authorization` header: undefined without one. See `createIdentify`. */
export type Identify = (authorization: string | undefined) => Promise<Person | undefined>;

export type AccessConfig = Pick<
  BaseConfig,
  'OIDC_ISSUER' | 'OIDC_AUDIENCE' | 'OIDC_ROLES_CLAIM' | 'OIDC_ROLE_MAP' | 'OIDC_DISCOVERY_URL'
>;

/** Signatures with a key of the provider alone: none of them can be made with what is public, and `none` is no signature. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const CLOCK_SKEW_SECONDS = 30;
const LONGEST_TOKEN = 8_192;
const MOST_REMEMBERED = 10_000;
const LONGEST_REMEMBERED_MS = 10 * 60_000;

/**
 * Reads and checks tokens of the configured provider, in real time whatever the city's clock shows. A token that is not
 * right is an `unauthorized` refusal; a provider that cannot be reached is `Unavailable`.
 */
export function createIdentify(config: AccessConfig, logger?: Logger): Identify {
  const keys = providerKeys({ issuer: config.OIDC_ISSUER, discoveryUrl: config.OIDC_DISCOVERY_URL }, logger);
  const reading = { claim: config.OIDC_ROLES_CLAIM, map: config.OIDC_ROLE_MAP };
  const remembered = createMemory();
  const expected = {
    issuer: config.OIDC_ISSUER,
    audience: config.OIDC_AUDIENCE,
    algorithms: ALGORITHMS,
    clockTolerance: CLOCK_SKEW_SECONDS,
    requiredClaims: ['exp', 'sub'],
  };

  async function verify(token: string): Promise<Person> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, expected);
      if (!isAccessToken(protectedHeader, payload)) throw notAccepted();
      return personFrom(payload);
    } catch (cause) {
      if (cause instanceof errors.JOSEError) throw notAccepted(cause);
      throw cause;
    }
  }

  function personFrom(claims: JWTPayload): Person {
    const { sub = '', exp = 0 } = claims;
    if (!isActorId(sub)) throw notAccepted();
    return { kind: 'person', id: sub, roles: rolesIn(claims, reading), until: (exp + CLOCK_SKEW_SECONDS) * 1000 };
  }

  return async (authorization) => {
    if (authorization === undefined) return undefined;
    const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
    if (token === undefined || token.length > LONGEST_TOKEN) throw notAccepted();
    const known = remembered.find(token);
    if (known) return known;
    const person = await verify(token);
    remembered.keep(token, person);
    return person;
  };
}

/** What access tokens call themselves, with and without `application/` before it; many call themselves nothing. */
const ACCESS_TOKEN_TYPES = ['jwt', 'at+jwt'];

/**
 * An ID token says who signed in at the desk and is for the desk alone, but is signed with the same key and may have the
 * same audience. It is known by what only ID tokens have; Keycloak says `typ: ID` in its payload.
 */
function isAccessToken({ typ = 'JWT' }: JWTHeaderParameters, claims: JWTPayload): boolean {
  if (
    !ACCESS_TOKEN_TYPES.includes(
      String(typ)
        .toLowerCase()
        .replace(/^application\//, ''),
    )
  )
    return false;
  return !Object.hasOwn(claims, 'nonce') && !Object.hasOwn(claims, 'at_hash') && claims['typ'] !== 'ID';
}

/**
 * Tokens found right already. That is safe because nothing of a token can change: the whole text is the key, its
 * signature covers every claim, and it is forgotten when it ends. Only a key withdrawn meanwhile would be noticed late,
 * so each is checked again after ten minutes.
 */
function createMemory() {
  const people = new Map<string, { person: Person; until: number }>();
  return {
    find(token: string): Person | undefined {
      const known = people.get(token);
      if (!known) return undefined;
      if (known.until > Date.now()) return known.person;
      people.delete(token);
      return undefined;
    },
    keep(token: string, person: Person): void {
      people.set(token, { person, until: Math.min(person.until, Date.now() + LONGEST_REMEMBERED_MS) });
      // Maps keep the order in which keys came: the first is the oldest.
      if (people.size > MOST_REMEMBERED) people.delete(people.keys().next().value!);
    },
  };
}

/** Says no more than that: which part was wrong helps only who tries. */
function notAccepted(cause?: Error): Refusal {
  const detail =
    cause instanceof errors.JWTExpired ? 'The sign-in has expired: sign in again.' : 'This token is not accepted.';
  return refuse('unauthorized', detail);
}
