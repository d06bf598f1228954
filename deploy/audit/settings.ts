import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actorMark, contactMark } from '@serviceportal/shared/audit';
import { ConfigError } from '@serviceportal/shared/errors';
import { NotAPhoneNumber, parseEmail, parsePhone, parseTicketNumber } from '@serviceportal/shared/identity';
import { readSecretText } from '@serviceportal/shared/secret-text';
import { z } from 'zod';
import { RebuildSettings } from '../rebuild/settings.ts';
import type { Named } from './arguments.ts';

/** Settings as for npm start, and the city's key where it is not under DATA_DIR. */
export const AuditSettings = RebuildSettings.extend({
  HMAC_KEY_FILE: z.string().describe("the path of the file with the city's HMAC key").optional(),
});
type AuditSettings = z.infer<typeof AuditSettings>;

/** Of a number or address what stands for it in the audit log; of a ticket's number its id. */
export function markedWhose(whose: Named | undefined, settings: AuditSettings): Named | undefined {
  if (!whose) return undefined;
  const { kind, id } = whose;
  if (kind === 'ticket') return { kind, id: parseTicketNumber(id) ?? id };
  if (kind === 'agent' || kind === 'clerk') return markedWho(whose, settings);
  if (kind !== 'phone' && kind !== 'email') return whose;
  return { kind, id: contactMark(readKey(settings), kind, kind === 'phone' ? phone(id) : email(id)) };
}

/** Of an actor whose id is an address or a number what stands for it. */
export function markedWho(who: Named | undefined, settings: AuditSettings): Named | undefined {
  return who && { kind: who.kind, id: actorMark(readKey(settings), who.id) };
}

function phone(text: string): string {
  try {
    return parsePhone(text);
  } catch (cause) {
    if (!(cause instanceof NotAPhoneNumber)) throw cause;
    throw new ConfigError(`--whose phone:… ${cause.message}.`, { cause });
  }
}

function email(text: string): string {
  const address = parseEmail(text);
  if (address === undefined) throw new ConfigError('--whose email:… takes one address, like name@example.de.');
  return address;
}

function readKey({ HMAC_KEY_FILE, DATA_DIR }: AuditSettings): string {
  const path = HMAC_KEY_FILE ?? join(DATA_DIR, 'secrets', 'hmac.key');
  try {
    return readSecretText(readFileSync(path, 'utf8')).secret;
  } catch (cause) {
    throw new ConfigError(`There is no key of the city at ${path}: set DATA_DIR as for npm start, or HMAC_KEY_FILE.`, {
      cause,
    });
  }
}
