import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';
import { ConnectionLost, createRequests, NoAnswer, NobodyThere, type Request } from './requests.ts';

/** The connection as the parts of the log use it: up or not, and every request with one answer for "away". */
export interface Link {
  isUp(): boolean;
  /**
   * Runs a request that may be repeated; again where the connection is lost under it. `Unavailable` where the server is
   * away, doesn't answer or can't do it now.
   */
  ask<T>(request: () => Promise<T>): Promise<T>;
  /** Sends it once and waits for the answer; an error that `isOutage` knows where none comes. */
  request(request: Request): Promise<Msg>;
  /** Waits a moment for a connection that was lost; `Unavailable` where it doesn't come back. */
  ready(): Promise<void>;
  /** The request's end, or a `ConnectionLost` as soon as nobody can answer it any more. */
  untilLost<T>(request: Promise<T>): Promise<T>;
  /** Calls `listener` each time a lost connection is back, until the returned function is called. */
  onBack(listener: () => void): () => void;
}

/** A server that is restarted, or the next one of a cluster, is there within this. */
const LONGEST_WAIT_MS = 2_000;

/** `inbox` is where the connection's user may receive answers. */
export function watchLink(connection: NatsConnection, logger: Logger, life: Lifecycle, inbox?: string): Link {
  const requests = createRequests(connection, inbox, life);
  const onLost = createBell();
  const onBack = createBell();
  let connected = true;
  void watch();

  async function watch(): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'error') logger.error({ err: status.error }, 'NATS reported an error');
      if (status.type === 'disconnect') {
        connected = false;
        if (!life.signal.aborted) logger.warn('NATS connection lost, reconnecting');
        onLost.ring();
        requests.lost();
      }
      if (status.type === 'reconnect') {
        connected = true;
        logger.info({ back: true }, 'NATS connection is back');
        onBack.ring();
      }
    }
  }

  function isUp(): boolean {
    return connected && !connection.isClosed() && !connection.isDraining();
  }

  // What is sent while the connection is lost gets dropped by the client: waiting for it costs less than a time-out.
  async function ready(): Promise<void> {
    if (isUp()) return;
    if (connection.isClosed() || life.signal.aborted) throw new Unavailable('the log cannot be reached');
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(end, LONGEST_WAIT_MS);
      const forget = onBack.listen(end);
      life.signal.addEventListener('abort', end, { once: true });
      function end(): void {
        clearTimeout(late);
        forget();
        life.signal.removeEventListener('abort', end);
        if (isUp()) resolve();
        else reject(new Unavailable('the log cannot be reached'));
      }
    });
  }

  function untilLost<T>(request: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const forget = onLost.listen(() => reject(new ConnectionLost('the connection was lost')));
      void request.then(resolve, reject).finally(forget);
    });
  }

  async function ask<T>(request: () => Promise<T>, again = true): Promise<T> {
    await ready();
    try {
      return await untilLost(request());
    } catch (cause) {
      if (again && cause instanceof ConnectionLost) return ask(request, false);
      if (isOutage(cause)) throw new Unavailable('the log cannot be reached', { cause });
      throw cause;
    }
  }

  return {
    isUp,
    ready,
    untilLost,
    ask: (request) => ask(request),
    request: (request) => requests.send(request),
    onBack: (listener) => onBack.listen(listener),
  };
}

function createBell(): { ring(): void; listen(listener: () => void): () => void } {
  const listeners = new Set<() => void>();
  return {
    ring() {
      for (const listener of [...listeners]) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/**
 * Whether an error of the client says that the server is away, silent, or cannot or may not do it now. Everything else
 * is a mistake of ours, such as a subject with a space, which no waiting mends.
 */
export function isOutage(cause: unknown): boolean {
  return (
    cause instanceof ConnectionLost ||
    cause instanceof NoAnswer ||
    cause instanceof JetStreamApiError ||
    cause instanceof JetStreamError ||
    cause instanceof errors.TimeoutError ||
    cause instanceof errors.RequestError ||
    cause instanceof errors.ConnectionError ||
    cause instanceof errors.ClosedConnectionError ||
    cause instanceof errors.DrainingConnectionError ||
    cause instanceof errors.PermissionViolationError ||
    isNoResponder(cause)
  );
}

/** Nobody took the request: no such stream, or no server of the cluster leads it right now. */
export function isNoResponder(cause: unknown): boolean {
  // The client doesn't export its class.
  return cause instanceof NobodyThere || (cause instanceof Error && cause.name === 'JetStreamNotEnabled');
}
