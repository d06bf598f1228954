import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { keepSecret, type SecretsFor } from '../infrastructure/kept-secret.ts';

export interface Secrets {
  /** Paths of files readable by their owner alone. */
  pinKeyFile: string;
  hmacKeyFile: string;
  /** Encrypts the session cookies of the desk. */
  sessionKeyFile: string;
  /** By which services know what the desk says of its clients. */
  deskKeyFile: string;
  /** The key with which NATS encrypts what it stores. */
  jetstreamKey: string;
}

/**
 * Makes the keys of a system once; later starts find them. Whoever loses them loses PINs, sessions and the stored streams.
 * `ConfigError` where production finds those of development.
 */
export function keepSecrets(dataDir: string, usedFor: SecretsFor): Secrets {
  const keep = (setting: string, name: string) => {
    const file = join(dataDir, 'secrets', name);
    return { file, secret: keepSecret({ setting, file, make: () => randomBytes(32).toString('hex') }, usedFor) };
  };
  return {
    pinKeyFile: keep('PIN_KEY_FILE', 'pin.key').file,
    hmacKeyFile: keep('HMAC_KEY_FILE', 'hmac.key').file,
    sessionKeyFile: keep('SESSION_KEY_FILE', 'session.key').file,
    deskKeyFile: keep('DESK_KEY_FILE', 'desk.key').file,
    jetstreamKey: keep('JETSTREAM_KEY', 'jetstream.key').secret,
  };
}
