import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepOnce } from '@serviceportal/shared/kept-file';
import { calculateJwkThumbprint, type JWK } from 'jose';

export const SIGNING_ALGORITHM = 'ES256';

/** The private key that signs the development tokens: made once, so that tokens outlive a restart and hold for all replicas. */
export async function keepSigningKey(folder: string): Promise<JWK & { kid: string }> {
  const file = join(folder, 'signing.jwk');
  keepOnce(file, () =>
    JSON.stringify(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })),
  );
  const key = JSON.parse(readFileSync(file, 'utf8')) as JWK;
  return { ...key, use: 'sig', alg: SIGNING_ALGORITHM, kid: await calculateJwkThumbprint(key) };
}
