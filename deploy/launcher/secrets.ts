import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepOnce } from '@serviceportal/shared/kept-file';

export interface Secrets {
  /** Paths of files readable by their owner alone. */
  pinKeyFile: string;
  hmacKeyFile: string;
  /** Encrypts the session cookies of the desk. */
  sessionKeyFile: string;
  /** The key with which NATS encrypts what it stores. */
  jetstreamKey: string;
}

/** Makes the keys of a system once; later starts find them. Whoever loses them loses PINs, sessions and the stored streams. */
export function keepSecrets(dataDir: string): Secrets {
  const folder = join(dataDir, 'secrets');
  return {
    pinKeyFile: keep(join(folder, 'pin.key')),
    hmacKeyFile: keep(join(folder, 'hmac.key')),
    sessionKeyFile: keep(join(folder, 'session.key')),
    jetstreamKey: readFileSync(keep(join(folder, 'jetstream.key')), 'utf8').trim(),
  };
}

function keep(file: string): string {
  keepOnce(file, () => randomBytes(32).toString('hex') + '\n');
  return file;
}
