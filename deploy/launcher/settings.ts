import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { CallIntakeConfig } from '@serviceportal/call-intake/config';
import { DeskConfig } from '@serviceportal/desk/config';
import { NotifyConfig } from '@serviceportal/notify/config';
import { BaseConfig, urls, wholeNumber } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { z } from 'zod';
import type { TlsFiles } from '../nats/server-config.ts';

const root = join(import.meta.dirname, '..', '..');

/** What services read for themselves: parsed here too, so that mistakes are told together. The rest is checked with what they are told. */
function ofServices() {
  const { LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT } = BaseConfig.shape;
  const { RINGING_LIMIT_MINUTES, TALK_LIMIT_MINUTES } = CallIntakeConfig.shape;
  const { MAIL_FROM, MAIL_DOMAIN, STATUS_URL, MAILS_PER_HOUR, HOLD_MAILS, SMTP_REQUIRE_TLS } = NotifyConfig.shape;
  const mail = { MAIL_FROM, MAIL_DOMAIN, STATUS_URL, MAILS_PER_HOUR, HOLD_MAILS, SMTP_REQUIRE_TLS };
  return { LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT, RINGING_LIMIT_MINUTES, TALK_LIMIT_MINUTES, ...mail };
}

/** What `npm start` reads from the environment. */
export const Settings = z.object({
  ...ofServices(),
  PORT_BASE: wholeNumber(1_024, 64_600).default(8600),
  DATA_DIR: z.string().describe('the folder for everything that is kept').default(join(root, '.data')),
  CITY: z.string().describe('a folder of deploy/cities, like krefeld, or the path of another').default('krefeld'),
  CITY_CLOCK: BaseConfig.shape.CITY_CLOCK,
  NODE_ENV: BaseConfig.shape.NODE_ENV,
  TRUST_PROXY_HOPS: BaseConfig.shape.TRUST_PROXY_HOPS,
  NATS_URL: BaseConfig.shape.NATS_URL.optional(),
  NATS_TLS_CA_FILE: BaseConfig.shape.NATS_TLS_CA_FILE,
  NATS_TLS_CERT_FILE: z.string().describe("the path of the NATS server's certificate (PEM)").optional(),
  NATS_TLS_KEY_FILE: z
    .string()
    .describe("the path of the private key (PEM) of the NATS server's certificate")
    .optional(),
  MONGODB_URL: BaseConfig.shape.MONGODB_URL.optional(),
  SMTP_URL: urls('smtp://127.0.0.1:25', 'smtp', 'smtps').optional(),
  OIDC_ISSUER: DeskConfig.shape.OIDC_ISSUER.optional(),
  DESK_URL: DeskConfig.shape.DESK_URL.optional(),
});
export type Settings = z.infer<typeof Settings>;

/** How NATS is reached safely: the server's own files where it is started here, and whom clients trust. */
export interface NatsTls {
  readonly server?: TlsFiles | undefined;
  readonly caFile?: string | undefined;
}

/** `ConfigError` where a certificate comes without its key, or a file cannot be read. Paths are made absolute. */
export function natsTlsOf(
  settings: Pick<Settings, 'NATS_TLS_CA_FILE' | 'NATS_TLS_CERT_FILE' | 'NATS_TLS_KEY_FILE'>,
): NatsTls {
  const [caFile, certFile, keyFile] = (['NATS_TLS_CA_FILE', 'NATS_TLS_CERT_FILE', 'NATS_TLS_KEY_FILE'] as const).map(
    (name) => readable(name, settings[name]),
  );
  if (!certFile !== !keyFile) {
    throw new ConfigError('NATS_TLS_CERT_FILE and NATS_TLS_KEY_FILE belong together: set both, or none.');
  }
  return { caFile, server: certFile && keyFile ? { certFile, keyFile } : undefined };
}

function readable(name: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    accessSync(file, constants.R_OK);
    return resolve(file);
  } catch (cause) {
    throw new ConfigError(`${name} must be the path of a readable file.`, { cause });
  }
}
