import { readFileSync } from 'node:fs';
import { ConfigError } from '@serviceportal/shared/errors';
import { developmentSecret, developmentSecretRefused, readSecretText } from '@serviceportal/shared/secret-text';
import { keepOnce } from '@serviceportal/shared/kept-file';

/** Who uses the secrets: development marks those it makes, and production refuses such. */
export type SecretsFor = 'development' | 'production';

/** By `NODE_ENV`. */
export function secretsFor(nodeEnv: 'development' | 'test' | 'production'): SecretsFor {
  return nodeEnv === 'production' ? 'production' : 'development';
}

export interface KeptSecret {
  /** The setting through which it is used, to be named where it is refused. */
  readonly setting: string;
  readonly file: string;
  readonly make: () => string;
}

/**
 * The secret in `file`, made there once, readable by its owner alone. `ConfigError` where production finds one that was made
 * for development.
 */
export function keepSecret({ setting, file, make }: KeptSecret, usedFor: SecretsFor): string {
  keepOnce(file, () => (usedFor === 'development' ? developmentSecret(make()) : make()));
  const { secret, forDevelopment } = readSecretText(readFileSync(file, 'utf8'));
  if (forDevelopment && usedFor === 'production') {
    throw new ConfigError(`${developmentSecretRefused(setting)}, or another DATA_DIR, where it is made (${file}).`);
  }
  return secret;
}
