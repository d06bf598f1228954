import { headers, type NatsConnection } from '@nats-io/transport-node';
import { type ServiceMsg, Svcm } from '@nats-io/services';
import type { Lifecycle } from '../lifecycle.ts';
import { extract, inject, type Logger, SpanKind, traced } from '../telemetry/index.ts';
import type { Link } from './link.ts';

/**
 * Who sent a command: the account the server itself names for a request from outside, else one of our services. The
 * headers are the sender's own words: a token to be checked, and why somebody looks at what isn't theirs.
 */
export interface Sender {
  readonly account?: string;
  readonly authorization?: string;
  readonly accessReason?: string;
}

/** One command as a NATS service endpoint. `subject` is `cmd.<service>.<verb>` or `cmd.dept.*.<verb>`. */
export interface CommandEndpoint {
  readonly name: string;
  readonly subject: string;
  readonly handle: (payload: unknown, sender: Sender, subject: string) => Promise<CommandAnswer>;
}

/** The same status and body as over HTTP; from 400 on the body is a problem document. */
export interface CommandAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Serves the commands as one NATS service, found by `nats micro ls`; replicas share the work. Closing takes no more
 * commands and waits for the answers of those in work.
 */
export async function serveCommands(
  connection: NatsConnection,
  service: string,
  endpoints: readonly CommandEndpoint[],
  { link, life, logger }: { link: Link; life: Lifecycle; logger: Logger },
): Promise<void> {
  const inWork = new Set<Promise<void>>();
  const running = await new Svcm(connection).add({
    name: service,
    version: '1.0.0',
    description: `Commands of ${service}`,
    queue: service,
  });
  for (const endpoint of endpoints) {
    running.addEndpoint(endpoint.name, {
      subject: endpoint.subject,
      handler: (error, message) => {
        if (error) return logger.error({ err: error, command: endpoint.name }, 'command could not be received');
        const work = inTrace(endpoint, message)
          .catch((cause: unknown) => fail(cause, endpoint, message, logger))
          .finally(() => inWork.delete(work));
        inWork.add(work);
      },
    });
  }
  void running.stopped.then((cause) => {
    if (!life.signal.aborted) logger.error({ err: cause }, 'commands are not served any more');
  });
  life.onClose('NATS commands', async () => {
    await running.stop();
    await Promise.allSettled(inWork);
  });
  // Who is told that the service is there must reach it.
  await link.ask(() => connection.flush());
}

function inTrace(endpoint: CommandEndpoint, message: ServiceMsg): Promise<void> {
  const parent = extract((name) => message.headers?.get(name));
  const attributes = { 'messaging.system': 'nats', 'messaging.destination.template': endpoint.subject };
  const options = { kind: SpanKind.SERVER, parent };
  return traced(`receive ${endpoint.subject}`, attributes, () => answer(endpoint, message), options);
}

async function answer(endpoint: CommandEndpoint, message: ServiceMsg): Promise<void> {
  const { status, body } = await endpoint.handle(readPayload(message), senderOf(message), message.subject);
  const reply = headers();
  reply.set('status', String(status));
  reply.set('content-type', status < 400 ? 'application/json' : 'application/problem+json');
  inject((name, value) => reply.set(name, value));
  const bytes = body === undefined ? '' : JSON.stringify(body);
  if (status < 400) message.respond(bytes, { headers: reply });
  else message.respondError(status, titleOf(body), bytes, { headers: reply });
}

/** The handler's own problems are answers; what ends here is a bug, or an answer that cannot be sent. */
function fail(cause: unknown, endpoint: CommandEndpoint, message: ServiceMsg, logger: Logger): void {
  logger.error({ err: cause, command: endpoint.name }, 'command could not be answered');
  try {
    message.respondError(500, 'Internal Server Error');
  } catch (failure) {
    logger.warn({ err: failure, command: endpoint.name }, 'nobody could be told');
  }
}

/** `undefined` where the payload is not JSON: the command then says what it wants. */
function readPayload(message: ServiceMsg): unknown {
  try {
    return message.data.length === 0 ? {} : message.json();
  } catch {
    return undefined;
  }
}

/** The server sets `Nats-Request-Info` itself on requests that cross accounts; what a caller wrote there is gone. */
function senderOf({ headers: given }: ServiceMsg): Sender {
  const account = accountIn(given?.get('Nats-Request-Info'));
  const authorization = given?.get('Authorization');
  const accessReason = given?.get('Access-Reason');
  return {
    ...(account && { account }),
    ...(authorization && { authorization }),
    ...(accessReason && { accessReason }),
  };
}

function accountIn(info: string | undefined): string | undefined {
  if (!info) return undefined;
  const { acc } = JSON.parse(info) as { acc?: unknown };
  // Something that names no account must not pass for one of our services.
  return typeof acc === 'string' && acc !== '' ? acc : 'unknown';
}

function titleOf(body: unknown): string {
  return body && typeof body === 'object' && 'title' in body ? String(body.title) : 'error';
}
