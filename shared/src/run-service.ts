import { ConfigError } from './errors.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createLogger, flushTraces } from './telemetry/index.ts';

const LONGEST_DRAIN_MS = 10_000;
const LONGEST_FLUSH_MS = 1_000;

/**
 * The life of a service's process. `start` opens everything and registers on `life` how to close it. The first SIGTERM
 * or SIGINT drains, at most 10 s; a second signal ends at once. A `ConfigError` is one sentence on stderr; whatever else
 * nobody caught ends the process with exit code 1, to be started anew by whoever watches it.
 */
export async function runService(name: string, start: (life: Lifecycle) => Promise<void>): Promise<void> {
  const logger = createLogger({ service: name });
  const life = createLifecycle();
  const die = (error: unknown) => {
    logger.fatal({ err: error }, 'service ends after an error that nobody caught');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  stopWhenTold(() => drain(life));

  try {
    await start(life);
  } catch (error) {
    // Told to stop while starting: what was half open fails, and that is no news.
    if (life.signal.aborted) return;
    if (!(error instanceof ConfigError)) return die(error);
    process.stderr.write(`${name}: ${error.message}\n`);
    process.exit(1);
  }

  async function drain(closing: Lifecycle): Promise<void> {
    const limit = setTimeout(() => {
      logger.error('service did not close in time, ends anyway');
      process.exit(1);
    }, LONGEST_DRAIN_MS);
    try {
      await closing.close();
      await sendLastTraces();
    } catch (error) {
      logger.error({ err: error }, 'service could not close everything');
      process.exit(1);
    }
    clearTimeout(limit);
    process.exit(0);
  }
}

/** A collector that is not there must not keep or fail the end. */
async function sendLastTraces(): Promise<void> {
  const enough = new Promise((resolve) => setTimeout(resolve, LONGEST_FLUSH_MS));
  await Promise.race([flushTraces(), enough]).catch(() => undefined);
}

function stopWhenTold(drain: () => Promise<void>): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    void drain();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
