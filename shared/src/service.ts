import { type Audit, createAuditTrail, openAudit } from './audit/index.ts';
import type { BaseConfig } from './config.ts';
import { ownerOf, type ServiceName } from './contracts/index.ts';
import { type DirectoryCopy, followDirectory } from './directory-copy/index.ts';
import { createInvoker, type Operation, serve, type Served, type SseRoute } from './http/index.ts';
import { setHomeAreaCode } from './identity/index.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type CommandEndpoint, type Log, openLog } from './log/index.ts';
import { createLogger, type Logger } from './telemetry/index.ts';
import { type Clock, createClock } from './time/index.ts';
import { openView, type View } from './view/index.ts';

/** What every service starts with: the log, its view, the directory in memory, a clock and a logger. */
export interface Service {
  readonly name: ServiceName;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly log: Log;
  readonly view: View;
  readonly directory: DirectoryCopy;
  /** Who did and read what. The operations are recorded already. */
  readonly audit: Audit;
  /** Serves the operations over HTTP, and those with a `command` over NATS too. Call it last: then the service works. */
  serve(operations: readonly Operation[], streams?: readonly SseRoute[]): Promise<Served>;
}

/** Opens the parts; waits for NATS, not for the database. */
export async function openService(name: ServiceName, config: BaseConfig, life: Lifecycle): Promise<Service> {
  const logger = createLogger({ service: name, level: config.LOG_LEVEL, instance: config.INSTANCE });
  const clock = createClock(config.CITY_CLOCK, config.CITY_ZONE);
  setHomeAreaCode(config.CITY_AREA_CODE);
  const view = openView(config, name, logger, life);
  const log = await openLog(config, { service: name, clock, logger }, life);
  const audit = openAudit(log.records('AUDIT'), { service: name, instance: config.INSTANCE, logger }, life);
  const trail = createAuditTrail({ service: name, audit, clock, hmacKey: config.HMAC_KEY });
  const directory = followDirectory(log, config.CITY_ZONE);

  return {
    name,
    logger,
    clock,
    log,
    view,
    directory,
    audit,
    async serve(operations, streams = []) {
      const invoker = createInvoker({ service: name, config, logger, audit: trail });
      const readiness = () => ({
        missing: [...(log.isConnected() ? [] : ['nats']), ...(directory.isLoaded() ? [] : ['directory'])],
        degraded: view.isUp() ? [] : ['view'],
      });
      await log.commands(
        operations
          .filter(({ command }) => command)
          .map((each): CommandEndpoint => {
            return {
              name: each.name,
              subject: `cmd.${name}.${each.command}`,
              async handle(payload, sender) {
                const owner = ownerOf(sender.account ?? '');
                const caller = owner && { type: owner.kind, id: owner.id };
                const reply = await invoker.invoke(each, payload, { caller });
                return { status: reply.status, body: reply.problem ?? ('body' in reply ? reply.body : undefined) };
              },
            };
          }),
      );
      const parts = { config, operations, streams, readiness, life, logger, invoker, audit: trail };
      const served = await serve({ service: name, ...parts });
      logger.info({ url: served.url }, 'service is up');
      return served;
    },
  };
}
