import { ConfigError } from '@serviceportal/shared/errors';
import { z } from 'zod';

/** Signs programs in: headers for requests as a person. */
export interface SignIn {
  as(person: string): Promise<{ authorization: string }>;
}

const DevToken = z.object({ accessToken: z.string(), expiresInS: z.number() });

const TIMEOUT_MS = 10_000;
/** A token is asked for anew so long before it ends. */
const SPARE_MS = 60_000;

/**
 * Programs sign in with the token in `ACCESS_TOKEN`, whoever's it is; in development as the demo person they need, whose
 * token the desk at `deskUrl` gives to whoever asks. `ConfigError` where there is neither.
 */
export function openSignIn(deskUrl: string, given: string | undefined = process.env['ACCESS_TOKEN']): SignIn {
  const tokens = new Map<string, { token: Promise<string>; until: number }>();

  async function ask(person: string): Promise<string> {
    const { accessToken, expiresInS } = await devToken(deskUrl, person);
    tokens.get(person)!.until = Date.now() + expiresInS * 1000 - SPARE_MS;
    return accessToken;
  }

  function tokenOf(person: string): Promise<string> {
    let known = tokens.get(person);
    if (!known || known.until < Date.now()) {
      known = { token: Promise.resolve(''), until: Infinity };
      tokens.set(person, known);
      known.token = ask(person).catch((cause: unknown) => {
        tokens.delete(person);
        throw cause;
      });
    }
    return known.token;
  }

  return { as: async (person) => ({ authorization: `Bearer ${given ?? (await tokenOf(person))}` }) };
}

async function devToken(deskUrl: string, person: string): Promise<z.infer<typeof DevToken>> {
  try {
    const response = await fetch(`${deskUrl}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return DevToken.parse(await response.json());
  } catch (cause) {
    throw new ConfigError(
      `The desk at ${deskUrl} gives no token for ${person}: start the system in development, or set ACCESS_TOKEN.`,
      { cause },
    );
  }
}
