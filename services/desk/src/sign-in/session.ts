import { roleNamesIn, type RoleReading } from '@serviceportal/shared/access';
import { decodeJwt, type JWTPayload } from 'jose';
import type { IDToken, TokenEndpointResponse } from 'openid-client';
import { z } from 'zod';

/** Who is signed in, and with which tokens; all of it stands in the cookie. Times in seconds since 1970. */
export const Session = z.object({
  subject: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  accessToken: z.string(),
  accessUntil: z.number(),
  refreshToken: z.string().optional(),
  /** The session ends then, however often it is renewed. */
  until: z.number(),
});
export type Session = z.infer<typeof Session>;

/** A working day and what comes before and after. */
export const LONGEST_SESSION_S = 10 * 3600;
/** Where a provider names no end of its access token. */
const ASSUMED_LIFE_S = 300;

const Claims = z.object({ exp: z.number().optional(), aud: z.union([z.string(), z.array(z.string())]).optional() });

/** The session that begins with these tokens. Its roles are those of the access token, by which services decide. */
export function beginSession(
  tokens: TokenEndpointResponse,
  claims: IDToken,
  reading: RoleReading,
  now: number,
): Session {
  const name = [claims['name'], claims['preferred_username']].find((text) => typeof text === 'string');
  return {
    subject: claims.sub,
    name: name ?? claims.sub,
    roles: roleNamesIn(payloadOf(tokens.access_token), reading),
    accessToken: tokens.access_token,
    accessUntil: accessEnd(tokens, now),
    refreshToken: tokens.refresh_token,
    until: now + LONGEST_SESSION_S,
  };
}

/** The same session with new tokens, and the roles in them; what the provider did not send anew stays. */
export function renewSession(
  session: Session,
  tokens: TokenEndpointResponse,
  reading: RoleReading,
  now: number,
): Session {
  return {
    ...session,
    roles: roleNamesIn(payloadOf(tokens.access_token), reading),
    accessToken: tokens.access_token,
    accessUntil: accessEnd(tokens, now),
    refreshToken: tokens.refresh_token ?? session.refreshToken,
  };
}

/** Whether services that ask for this audience will take the token; only they check it, this tells a wrong set-up early. */
export function isMadeOutTo(accessToken: string, audience: string): boolean {
  return [claimsOf(accessToken).aud ?? []].flat().includes(audience);
}

function accessEnd({ expires_in: life, access_token: token }: TokenEndpointResponse, now: number): number {
  return life === undefined ? (claimsOf(token).exp ?? now + ASSUMED_LIFE_S) : now + life;
}

function claimsOf(token: string): z.infer<typeof Claims> {
  return Claims.safeParse(payloadOf(token)).data ?? {};
}

/** What stands in the token, unchecked; nothing in one that only its provider can read. */
function payloadOf(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}
