import type { RoleReading } from '@serviceportal/shared/access';
import { BaseConfig, secretFromFile, urls } from '@serviceportal/shared/config';
import { z } from 'zod';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether two names mean this machine; to a browser they are different sites all the same. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.includes(hostname);
}

/** Cookies, codes and tokens travel there: TLS, or not beyond this machine. */
function protectedUrl(example: string) {
  return z
    .string()
    .refine((text) => {
      const url = URL.parse(text);
      return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    })
    .describe(`a URL like ${example} (http only on this machine itself)`);
}

/** The public address: an origin alone, since cookies and the provider's list of addresses are about origins. */
const origin = z
  .string()
  .pipe(protectedUrl('https://portal.stadt.example'))
  .refine((text) => URL.parse(text)?.pathname === '/' && URL.parse(text)?.search === '')
  .transform((text) => new URL(text).origin)
  .describe('an address without path like https://portal.stadt.example (http only on this machine itself)');

const service = (port: number) => urls(`http://127.0.0.1:${port}`, 'http', 'https').default(`http://127.0.0.1:${port}`);

/** The desk keeps nothing and knows no bus: sign-in, its cookie's key, and where the services are. */
export const DeskConfig = BaseConfig.pick({
  PORT: true,
  HOST: true,
  LOG_LEVEL: true,
  OTEL_EXPORTER_OTLP_ENDPOINT: true,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: true,
  NODE_ENV: true,
  INSTANCE: true,
  TRUST_PROXY_HOPS: true,
  DESK_KEY: true,
  OIDC_ROLES_CLAIM: true,
  OIDC_ROLE_MAP: true,
}).extend({
  DESK_URL: origin,
  OIDC_ISSUER: protectedUrl('https://anmeldung.stadt.example/realms/stadt'),
  OIDC_CLIENT_ID: z
    .string()
    .min(1)
    .describe('the name under which the provider knows the desk')
    .default('serviceportal-desk'),
  /** Left out for a public client, which PKCE protects alone. */
  OIDC_CLIENT_SECRET: secretFromFile(8).optional(),
  OIDC_AUDIENCE: z.string().min(1).describe('whom access tokens are made out to').default('serviceportal'),
  OIDC_SCOPE: z.string().min(1).describe('the scopes to ask for, like openid profile').default('openid profile'),
  /** Encrypts the session cookies; the same file for every replica (`SESSION_KEY_FILE`). */
  SESSION_KEY: secretFromFile(32),
  /** Where the development identity provider keeps its key and what it remembers; without it there is none. */
  DEV_OIDC_DIR: z.string().min(1).describe("the development identity provider's folder").optional(),
  CALL_INTAKE_URL: service(8601),
  KNOWLEDGE_URL: service(8602),
  TICKETS_URL: service(8603),
  NOTIFY_URL: service(8604),
  DIRECTORY_URL: service(8605),
});
export type DeskConfig = z.infer<typeof DeskConfig>;

/** Where in access tokens roles stand, and what they are called there: as the services read it. */
export function roleReadingOf(config: Pick<DeskConfig, 'OIDC_ROLES_CLAIM' | 'OIDC_ROLE_MAP'>): RoleReading {
  return { claim: config.OIDC_ROLES_CLAIM, map: config.OIDC_ROLE_MAP };
}

/** Where each service that the front passes on to answers, by its name in the path. */
export function servicesOf(config: DeskConfig): ReadonlyMap<string, string> {
  return new Map([
    ['call-intake', config.CALL_INTAKE_URL],
    ['knowledge', config.KNOWLEDGE_URL],
    ['tickets', config.TICKETS_URL],
    ['notify', config.NOTIFY_URL],
    ['directory', config.DIRECTORY_URL],
  ]);
}
