import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from '../telemetry/index.ts';
import { decodeEnvelope, type Envelope } from './envelope.ts';
import type { Link } from './link.ts';

/** An event as the stream republishes it once stored: a convenience for those who wait, never the delivery. */
export interface LiveEvent extends Envelope {
  readonly sequence: number;
}

/** Streams republish what they stored under this prefix. */
const LIVE = 'live.';

/**
 * Calls `on` for each event stored under `subjects` from now on, until the returned function is called; with `wanted`
 * only for those whose subject it wants, the others are not even read. `ready` resolves once the server has taken the
 * subscription; `Unavailable` where it is away.
 */
export function subscribeLive(
  { connection, link, logger }: { connection: NatsConnection; link: Link; logger: Logger },
  subjects: string,
  on: (event: LiveEvent) => void,
  wanted: (subject: string) => boolean = () => true,
): { ready: Promise<void>; stop: () => void } {
  const subscription = connection.subscribe(`${LIVE}${subjects}`, {
    callback: (error, message) => {
      // An exception here would end the reading of the whole connection.
      try {
        if (error) throw error;
        if (!wanted(message.subject.slice(LIVE.length))) return;
        on({ ...decodeEnvelope(message.data), sequence: Number(message.headers?.get('Nats-Sequence') ?? 0) });
      } catch (cause) {
        logger.error({ err: cause }, 'live event could not be used');
      }
    },
  });
  const ready = link.ask(() => connection.flush());
  // Who doesn't wait for it must not fall over it.
  ready.catch(() => undefined);
  return { ready, stop: () => subscription.unsubscribe() };
}
