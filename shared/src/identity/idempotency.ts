import { createHmac } from 'node:crypto';

/** The Idempotency-Key and whom it belongs to. The same key of another caller or for another route is another command. */
export interface KeyedCommand {
  caller: string;
  route: string;
  key: string;
  body: unknown;
}

/**
 * The cause of a command that came with an Idempotency-Key, fit to be kept on events: neither the key nor anything of
 * the body can be read from it. `id` tells commands apart, `body` whether a repeated key carries the same body.
 */
export function causeFromKey(hmacKey: string, command: KeyedCommand): { id: string; body: string } {
  return {
    id: hmac(hmacKey, JSON.stringify(['key', command.caller, command.route, command.key])),
    body: hmac(hmacKey, `body\n${canonicalJson(command.body)}`),
  };
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** JSON with the fields of every object in one order, so that equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
