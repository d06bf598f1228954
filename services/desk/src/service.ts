import { addHealth, beginApp, endApp, serveApp } from '@serviceportal/shared/http';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { createLogger } from '@serviceportal/shared/telemetry';
import type { DeskConfig } from './config.ts';
import { createFront } from './front/front.ts';
import { signInRoutes } from './http/sign-in.ts';
import { createAuthorization } from './sign-in/authorization.ts';
import { createIdentityProvider } from './sign-in/provider.ts';
import { createSessions } from './sign-in/sessions.ts';

/** Starts the desk: people sign in here, and reach every service under one origin. It keeps nothing and needs no other part. */
export async function startDesk(config: DeskConfig, life: Lifecycle): Promise<{ url: string; port: number }> {
  const logger = createLogger({ service: 'desk', level: config.LOG_LEVEL, instance: config.INSTANCE });
  const provider = createIdentityProvider(config, logger);
  const sessions = createSessions(config, provider, logger);
  const authorization = createAuthorization(config, provider);

  const app = beginApp(config, life);
  // The desk's own is part of it, and not even loaded before somebody needs it.
  const ownProvider = config.DEV_OIDC_DIR !== undefined;
  if (!ownProvider) provider.watch(life);
  addHealth(app, () => ({ missing: [], degraded: ownProvider || provider.isUp() ? [] : ['sign-in'] }), life);
  app.use(signInRoutes({ config, sessions, authorization, logger }));
  app.use('/api', createFront({ config, sessions, life, logger }));
  if (config.DEV_OIDC_DIR !== undefined) {
    const { developmentRoutes } = await import('./development/routes.ts');
    app.use(await developmentRoutes({ ...config, DEV_OIDC_DIR: config.DEV_OIDC_DIR }, logger));
  }
  const served = await serveApp(endApp(app, logger), config, life);
  logger.info({ url: served.url }, 'service is up');
  return served;
}
