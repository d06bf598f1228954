import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';

/**
 * What is mended sooner, and felt by nobody, is not told: where the machine stalls for a moment the driver's heartbeat gets no
 * answer in time, and the next one does.
 */
const LASTING_MS = 5_000;

/** Tells that the database is away, once for each loss that lasts or is felt, and once that it is back. */
export interface Loss {
  /** There is no connection (any more). */
  begins(): void;
  /** What the driver last met. */
  met(cause: unknown): void;
  /** An operation failed for it. */
  felt(cause?: unknown): void;
  /** Whether one did since a heartbeat was last answered: the driver itself learns of it by the next one. */
  isFelt(): boolean;
  /** A heartbeat was answered. */
  passed(): void;
  /** There is a connection (again). */
  ends(): void;
}

/** A first connection is waited for in peace, whoever asks for the database before. */
export function createLoss(logger: Logger, life: Lifecycle, lastingMs = LASTING_MS): Loss {
  let waiting: NodeJS.Timeout | undefined;
  let last: unknown;
  let feltAt = -Infinity;
  let felt = false;
  let told = false;
  let opened = false;

  function tell(): void {
    if (told || life.signal.aborted) return;
    told = true;
    logger.warn({ err: last }, 'database is not reachable, lists and search wait for it');
  }

  function tellBack(): void {
    if (told) logger.info({ back: true }, 'database is back');
    told = false;
  }

  return {
    begins() {
      waiting ??= setTimeout(tell, lastingMs).unref();
    },
    met(cause) {
      last = cause;
    },
    felt(cause) {
      last = cause ?? last;
      feltAt = performance.now();
      felt = true;
      if (opened) tell();
    },
    isFelt: () => felt,
    passed() {
      felt = false;
      // A full disk refuses writes and answers heartbeats.
      if (told && performance.now() - feltAt > lastingMs) tellBack();
    },
    ends() {
      clearTimeout(waiting);
      waiting = undefined;
      opened = true;
      felt = false;
      logger.info('database connected');
      tellBack();
    },
  };
}
