import { ConfigError } from '@serviceportal/shared/errors';

/** Who runs what `npm start` brings for development alone. */
export interface RunElsewhere {
  oidcIssuer?: string | undefined;
  smtpUrl?: string | undefined;
}

/**
 * In production nobody may sign in without a password, and no mail may end in an inbox that sends nothing on: one
 * `ConfigError` names everything that is missing.
 */
export function checkProduction({ oidcIssuer, smtpUrl }: RunElsewhere): void {
  const missing = [
    ...(oidcIssuer ? [] : ['OIDC_ISSUER is missing: set it to the identity provider where people sign in']),
    ...(smtpUrl ? [] : ['SMTP_URL is missing: set it to the mail server that sends on what citizens are told']),
  ];
  if (missing.length > 0) throw new ConfigError(`${missing.join('; ')} when NODE_ENV is production.`);
}
