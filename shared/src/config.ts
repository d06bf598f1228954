import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { RoleMap } from './access/roles.ts';
import { ConfigError } from './errors.ts';
import { developmentSecretRefused, readSecretText } from './secret-text.ts';
import { isDatabaseUrl } from './view/database-url.ts';

/** Settings that come from the file named by `<NAME>_FILE`, never from the environment itself. */
const secrets = z.registry<{ secret: true }>();

/** Settings that production refuses by their name. */
const DEVELOPMENT_ONLY = ['CITY_CLOCK', 'DEV_OIDC_DIR'];

/**
 * A secret of at least `min` characters, read from the file that `<NAME>_FILE` names (surrounding space is cut). In
 * production one that was made for development is refused.
 */
export function secretFromFile(min: number) {
  return z
    .string()
    .min(min)
    .describe(`the path of a readable file that holds at least ${min} characters`)
    .register(secrets, { secret: true });
}

/** Settings that are themselves the path of a secret's file, which somebody else reads. */
const secretPaths = z.registry<{ path: true }>();

/** A whole number as it stands in the environment. */
export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .describe(`a whole number from ${min} to ${max}`);
}

/** One or more comma-separated URLs, each with one of the given schemes. */
export function urls(example: string, ...schemes: string[]) {
  return z
    .string()
    .refine((text) => text.split(',').every((url) => isUrl(url.trim(), schemes)))
    .describe(`a URL like ${example}`);
}

function isUrl(text: string, schemes: string[]): boolean {
  return URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1));
}

const mongoUrl = z
  .string()
  .refine(isDatabaseUrl)
  .describe(
    'a URL like mongodb://127.0.0.1:8607 or mongodb://127.0.0.1:8607/city, where the name (up to 26 letters, digits, _ ' +
      "and -) begins those of the services' databases and, with a user, needs an authSource=admin behind it",
  );

const cityClock = z
  .string()
  .refine((text) => {
    const parts = text.split('@');
    return parts.length <= 2 && parts.every((part) => z.iso.datetime({ offset: true }).safeParse(part).success);
  })
  .describe(
    'a time with offset like 2026-11-23T09:00:00+01:00, optionally followed by @ and the real time it began at',
  );

const zone = z
  .string()
  .refine((name) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
    } catch {
      return false;
    }
  })
  .describe('an IANA time zone like Europe/Berlin');

/** The address of the sign-in provider, as it stands in its tokens. */
const webAddress = z
  .string()
  .refine((text) => isUrl(text, ['http', 'https']))
  .describe('a URL like https://sso.krefeld.de/realms/stadt');

/** The whole address: with that of the issuer alone every token would be answered with 503. */
const discoveryDocument = z
  .string()
  .refine((text) => isUrl(text, ['http', 'https']) && new URL(text).pathname.includes('/.well-known/'))
  .describe('the URL of a document like http://keycloak:8080/realms/stadt/.well-known/openid-configuration');

const traceReceiver = urls('http://127.0.0.1:4318', 'http', 'https');

const roleMap = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'no JSON' });
      return z.NEVER;
    }
  })
  .pipe(RoleMap)
  .describe('a JSON object from claim values to roles, like {"sp-standesamt": "clerk:standesamt"}');

/** What every service needs to know from outside; a service extends it with settings of its own. */
export const BaseConfig = z.object({
  PORT: wholeNumber(0, 65_535).describe('a port number from 0 (any free one) to 65535'),
  HOST: z.string().regex(/^\S+$/).describe('the address to listen on, like 127.0.0.1').default('127.0.0.1'),
  /** So many proxies in front are believed about whose address they pass on; each one there adds itself. */
  TRUST_PROXY_HOPS: wholeNumber(0, 10).default(0),
  NATS_URL: urls('nats://127.0.0.1:8606', 'nats', 'tls', 'ws', 'wss'),
  /** Path of the nkey seed this process signs in to NATS with; none on a server without users. */
  NATS_SEED_FILE: z
    .string()
    .describe("the path of the file with this service's NATS nkey seed")
    .register(secretPaths, { path: true })
    .optional(),
  /** Where the server's certificate is signed by nobody whom everybody trusts, such as by itself. */
  NATS_TLS_CA_FILE: z.string().describe('the path of a file with the certificates (PEM) to trust').optional(),
  MONGODB_URL: mongoUrl,
  /** Instead of the database named after the service. */
  MONGODB_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,38}$/)
    .describe('a database name of up to 38 letters, digits, _ and -')
    .optional(),
  CITY_CLOCK: cityClock.optional(),
  CITY_ZONE: zone.default('Europe/Berlin'),
  /** Local numbers like `86-2164` belong to this area code (written without its 0). */
  CITY_AREA_CODE: z
    .string()
    .regex(/^[1-9]\d{1,4}$/)
    .describe('an area code without its leading 0, like 2151')
    .default('2151'),
  /** Signs PINs and idempotency keys; the same file for every service of a city (`HMAC_KEY_FILE`). */
  HMAC_KEY: secretFromFile(32),
  /** By which services know what the desk says of its clients; the same file for it and them (`DESK_KEY_FILE`). */
  DESK_KEY: secretFromFile(32).optional(),
  /** Who signs people and clients in: the issuer of the tokens that are accepted. */
  OIDC_ISSUER: webAddress,
  /** Tokens have to be meant for this. */
  OIDC_AUDIENCE: z.string().min(1).describe('the audience in the tokens').default('serviceportal'),
  /** Where in a token the roles stand, a dotted path: with Keycloak `realm_access.roles`. */
  OIDC_ROLES_CLAIM: z.string().min(1).describe('the dotted path of a claim, like realm_access.roles').default('roles'),
  /** What the provider's names mean here; where it is given, only what stands in it grants a role. */
  OIDC_ROLE_MAP: roleMap.optional(),
  /** Where the discovery document is, if services reach the provider at another address than people do. */
  OIDC_DISCOVERY_URL: discoveryDocument.optional(),
  /** Where traces go (telemetry/sdk.ts); read here so that a mistake is told, which OpenTelemetry keeps to itself. */
  OTEL_EXPORTER_OTLP_ENDPOINT: traceReceiver.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traceReceiver.optional(),
  /** `silent`, which says nothing at all, is for tests: after a restore the log is all that knows who was forgotten. */
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .describe('trace, debug, info, warn, error or fatal')
    .default('info'),
  NODE_ENV: z
    .enum(['development', 'test', 'production'])
    .describe('development, test or production')
    .default('development'),
  /** Tells replicas of one service apart in logs and audit chains. */
  INSTANCE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .describe('up to 64 letters, digits, _ and -')
    .optional(),
});
export type BaseConfig = z.infer<typeof BaseConfig>;

/**
 * Reads the settings `schema` names. Throws one `ConfigError` whose single sentence names every setting that is
 * missing, empty or wrong and says what it wants; no value is repeated, since a URL may hold a password.
 */
export function readConfig<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv = process.env): z.infer<S> {
  const problems = new Map<string, string>();
  const values: Record<string, string> = {};
  for (const [name, setting] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    const value = secrets.has(innermost(setting)) ? readSecret(name, setting, env, problems) : env[name];
    if (secretPaths.has(innermost(setting)) && value && isForDevelopment(value) && isProduction(env)) {
      problems.set(name, developmentSecretRefused(name));
    }
    if (value === '')
      problems.set(
        name,
        `${name} is empty: set it to ${wanted(setting)}${isOptional(setting) ? ', or leave it out' : ''}`,
      );
    if (value !== undefined) values[name] = value;
  }
  const result = schema.safeParse(values);
  for (const issue of result.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (problems.has(name)) continue;
    const setting = schema.shape[name] as z.ZodType | undefined;
    const says = setting ? wanted(setting) : issue.message;
    problems.set(
      name,
      name in values ? `${shownName(name, setting)} must be ${says}` : `${name} is missing: set it to ${says}`,
    );
  }
  if (values['LOG_LEVEL'] === 'silent' && env['NODE_ENV'] !== 'test') {
    problems.set('LOG_LEVEL', `LOG_LEVEL must be ${wanted(BaseConfig.shape.LOG_LEVEL)}`);
  }
  if (values['NODE_ENV'] === 'production') refuseTrialSettings(values, problems);
  if (problems.size > 0 || !result.success) throw new ConfigError([...problems.values()].join('; ') + '.');
  return result.data;
}

function refuseTrialSettings(values: Record<string, string>, problems: Map<string, string>): void {
  for (const name of DEVELOPMENT_ONLY) {
    if (!values[name]) continue;
    problems.set(name, `${name} is for development and tests: leave it out when NODE_ENV is production`);
  }
  // Whoever stands between could hand out keys of their own.
  if (values['OIDC_ISSUER'] && !values['OIDC_ISSUER'].startsWith('https://')) {
    problems.set('OIDC_ISSUER', 'OIDC_ISSUER must begin with https:// when NODE_ENV is production');
  }
}

function readSecret(
  name: string,
  setting: z.ZodType,
  env: NodeJS.ProcessEnv,
  problems: Map<string, string>,
): string | undefined {
  const path = env[`${name}_FILE`];
  if (!path) {
    if (!isOptional(setting)) problems.set(name, `${name}_FILE is missing: set it to ${wanted(setting)}`);
    return undefined;
  }
  try {
    const { secret, forDevelopment } = readSecretText(readFileSync(path, 'utf8'));
    if (forDevelopment && isProduction(env)) problems.set(name, developmentSecretRefused(`${name}_FILE`));
    return secret || '\0';
  } catch {
    problems.set(name, `${name}_FILE must be ${wanted(setting)}`);
    return undefined;
  }
}

/** A file that cannot be read is for whoever reads it to name. */
function isForDevelopment(path: string): boolean {
  try {
    return readSecretText(readFileSync(path, 'utf8')).forDevelopment;
  } catch {
    return false;
  }
}

function isProduction(env: NodeJS.ProcessEnv): boolean {
  return env['NODE_ENV'] === 'production';
}

function isOptional(setting: z.ZodType): boolean {
  return setting.safeParse(undefined).success;
}

function shownName(name: string, setting: z.ZodType | undefined): string {
  return setting && secrets.has(innermost(setting)) ? `${name}_FILE` : name;
}

/** What the setting says of itself, also through `.optional()` and `.default()`. */
function wanted(setting: z.ZodType): string {
  return setting.description ?? innermost(setting).description ?? 'a valid value';
}

function innermost(setting: z.ZodType): z.ZodType {
  const { innerType } = setting.def as { innerType?: z.ZodType };
  return innerType ? innermost(innerType) : setting;
}

/** Whether traces have somewhere to go: read before anything else of a service is loaded (telemetry/sdk.ts). */
export function exportsTraces(env: NodeJS.ProcessEnv = process.env): boolean {
  if (env['OTEL_TRACES_EXPORTER']) return env['OTEL_TRACES_EXPORTER'] !== 'none';
  return Boolean(
    env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_CONFIG_FILE'],
  );
}
