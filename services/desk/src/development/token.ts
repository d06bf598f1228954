import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { Refusal } from '@serviceportal/shared/errors';
import { observeDuration, parseInput, problemOf, readJsonBody, sendProblem } from '@serviceportal/shared/http';
import { importJWK, type JWK, SignJWT } from 'jose';
import { z } from 'zod';
import { HOMEPAGE, PEOPLE } from './people.ts';
import { SIGNING_ALGORITHM } from './signing-key.ts';

/** A working day: a token in a shell's variable lasts as long as the person before it. */
const LIFE_S = 10 * 3600;
const CALLERS = [...PEOPLE, HOMEPAGE];
const names = CALLERS.map(({ person }) => person);

const Wanted = z.strictObject({
  person: z.enum(names, { error: () => `must be one of ${names.join(', ')}` }),
});

export interface TokenConfig {
  OIDC_ISSUER: string;
  OIDC_AUDIENCE: string;
  OIDC_CLIENT_ID: string;
}

/** `POST /dev/token {"person": "anna.agent"}` → `{accessToken, expiresInS}`; with `Accept: text/plain` the bare token. */
export function tokenRoute(config: TokenConfig, key: JWK & { kid: string }) {
  return async (req: Request, res: Response): Promise<void> => {
    observeDuration(req, res, '/dev/token');
    try {
      const { person } = parseInput(Wanted, (await readJsonBody(req, res)) ?? {});
      const accessToken = await makeToken(config, key, person);
      if (req.accepts(['json', 'text/plain']) === 'text/plain') res.type('text/plain').send(`${accessToken}\n`);
      else res.json({ accessToken, expiresInS: LIFE_S });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sendProblem(res, problemOf(error));
    }
  };
}

/** With the claims that a token from the provider's own token endpoint has. */
async function makeToken(config: TokenConfig, key: JWK & { kid: string }, person: string): Promise<string> {
  const roles = CALLERS.find((each) => each.person === person)?.roles;
  return new SignJWT({ roles, client_id: person === HOMEPAGE.person ? person : config.OIDC_CLIENT_ID })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'at+jwt', kid: key.kid })
    .setIssuer(config.OIDC_ISSUER)
    .setAudience(config.OIDC_AUDIENCE)
    .setSubject(person)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${LIFE_S} s`)
    .sign(await importJWK(key, SIGNING_ALGORITHM));
}
