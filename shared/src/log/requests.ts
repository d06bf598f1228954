import { createInbox, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import type { Lifecycle } from '../lifecycle.ts';
import { endOfTurn } from './turn.ts';

/** The connection broke under a request: whether the server did it, nobody knows. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** No answer came in time: whether the server did it, nobody knows. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Nobody took the request: no such stream, or no server of the cluster leads it right now. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere';
}

export interface Request {
  readonly subject: string;
  readonly payload: string;
  readonly headers?: MsgHdrs;
}

/** Requests whose answers all come to one subscription. */
export interface Requests {
  /** The answer; throws `NobodyThere`, `NoAnswer` after three seconds, or `ConnectionLost`. */
  send(request: Request): Promise<Msg>;
  /** Ends all that wait: the connection they were sent on is gone. */
  lost(): void;
}

interface Waiting {
  readonly resolve: (answer: Msg) => void;
  readonly reject: (cause: Error) => void;
  readonly until: number;
}

const ANSWER_WITHIN_MS = 3_000;
const SWEEP_EVERY_MS = 250;

/**
 * For the requests of every command: the append, the look before it, and the timer it leads to. The client's own `request`
 * makes a timer, four promises and an error with its stack for each, also for those that are answered: a fifth of an append.
 */
export function createRequests(connection: NatsConnection, prefix: string | undefined, life: Lifecycle): Requests {
  const inbox = createInbox(prefix);
  const waiting = new Map<string, Waiting>();
  let count = 0;
  let losses = 0;

  function take(token: string): Waiting | undefined {
    const known = waiting.get(token);
    waiting.delete(token);
    return known;
  }

  connection.subscribe(`${inbox}.*`, {
    callback: (error, answer) => {
      const known = take(answer.subject.slice(inbox.length + 1));
      if (error) known?.reject(error);
      else if (answer.data.length === 0 && answer.headers?.code === 503) known?.reject(new NobodyThere('no responder'));
      else known?.resolve(answer);
    },
  });
  const sweep = setInterval(() => {
    const now = performance.now();
    // The oldest come first, and all wait equally long.
    for (const [token, { until, reject }] of waiting) {
      if (until > now) break;
      waiting.delete(token);
      reject(new NoAnswer('the server did not answer in time'));
    }
  }, SWEEP_EVERY_MS);
  life.onClose('requests', () => clearInterval(sweep));

  return {
    async send({ subject, payload, headers }) {
      const lossesBefore = losses;
      await endOfTurn();
      if (losses !== lossesBefore) throw new ConnectionLost('the connection was lost');
      return new Promise((resolve, reject) => {
        const token = (count++).toString(36);
        // Refuses a subject that is none, and a connection that is closed.
        connection.publish(subject, payload, { reply: `${inbox}.${token}`, ...(headers && { headers }) });
        waiting.set(token, { resolve, reject, until: performance.now() + ANSWER_WITHIN_MS });
      });
    },
    lost() {
      losses += 1;
      const all = [...waiting.values()];
      waiting.clear();
      for (const { reject } of all) reject(new ConnectionLost('the connection was lost'));
    },
  };
}
