import { accountCaller, createIdentify, parseAccessReason, RULES } from './access/index.ts';
import { type AuditTrail, createAuditTrail, openAudit } from './audit/index.ts';
import type { BaseConfig } from './config.ts';
import type { ServiceName } from './contracts/index.ts';
import { type DirectoryCopy, followDirectory } from './directory-copy/index.ts';
import {
  answerOverNats,
  countRefusedAccess,
  createInvoker,
  type From,
  type Operation,
  serve,
  type Served,
  type SseRoute,
} from './http/index.ts';
import { setHomeAreaCode } from './identity/index.ts';
import type { Lifecycle } from './lifecycle.ts';
import { type CommandEndpoint, type Log, openLog, type Sender } from './log/index.ts';
import { createLogger, lasting, type Logger } from './telemetry/index.ts';
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
  /** Records who did what. The operations are recorded already. */
  readonly audit: Pick<AuditTrail, 'done' | 'happened'>;
  /**
   * Serves the operations over HTTP, and those with a `command` over NATS too, there with further `endpoints`. Call it
   * last: then the service works. `degraded` names what else it cannot do for now, besides lists without the database.
   */
  serve(
    operations: readonly Operation[],
    streams?: readonly SseRoute[],
    endpoints?: readonly CommandEndpoint[],
    degraded?: () => string[],
  ): Promise<Served>;
}

/** Opens the parts; waits for NATS, not for the database. */
export async function openService(name: ServiceName, config: BaseConfig, life: Lifecycle): Promise<Service> {
  const logger = createLogger({ service: name, level: config.LOG_LEVEL, instance: config.INSTANCE });
  const clock = createClock(config.CITY_CLOCK, config.CITY_ZONE);
  setHomeAreaCode(config.CITY_AREA_CODE);
  const view = openView(config, name, logger, life);
  const log = await openLog(config, { service: name, clock, logger }, life);
  const chain = openAudit(log.records('AUDIT'), { service: name, instance: config.INSTANCE, logger }, life);
  const rules = RULES[name];
  const audit = createAuditTrail({ service: name, rules, audit: chain, clock, hmacKey: config.HMAC_KEY });
  const directory = followDirectory(log, config.CITY_ZONE);

  return {
    name,
    logger,
    clock,
    log,
    view,
    directory,
    audit,
    async serve(operations, streams = [], endpoints = [], degraded = () => []) {
      const identify = createIdentify(config, logger);
      const invoker = createInvoker({ service: name, config, logger, rules, audit });
      const readiness = () => ({
        missing: [...(log.isConnected() ? [] : ['nats']), ...(directory.isLoaded() ? [] : ['directory'])],
        degraded: [...(view.isUp() ? [] : ['view']), ...(log.getsDeliveries() ? [] : ['deliveries']), ...degraded()],
      });
      const whoSent = async (operation: string, sender: Sender): Promise<From> => {
        const { account, authorization, accessReason } = sender;
        // A frontend passes on the token of the agent who sits before it; the account alone is the frontend itself.
        try {
          const caller = (await identify(authorization)) ?? accountCaller(account, name);
          return { caller, reason: parseAccessReason(accessReason) };
        } catch (error) {
          countRefusedAccess(operation, rules, error);
          throw error;
        }
      };
      await log.commands([
        ...endpoints,
        ...operations
          .filter(({ command }) => command)
          .map((each): CommandEndpoint => {
            return {
              name: each.name,
              subject: `cmd.${name}.${each.command}`,
              handle: (payload, sender) => answerOverNats(invoker, each, payload, () => whoSent(each.name, sender)),
            };
          }),
      ]);
      const shared = { service: name, config, rules, readiness, life, logger, invoker, identify, audit };
      const served = await serve({ ...shared, operations, streams });
      // A restore asks how far back a service's log goes.
      lasting(logger).info({ url: served.url }, 'service is up');
      return served;
    },
  };
}
