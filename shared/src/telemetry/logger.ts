import { trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions, type DestinationStream, type LogFn, type Logger as PinoLogger } from 'pino';
import { describeError } from './described-error.ts';

/** Takes a static message plus fields: ids and departments, never what a citizen said, their name, number or address. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  service: string;
  level?: string;
  instance?: string;
  destination?: DestinationStream;
}

/** One JSON line per entry on stdout, with the trace it belongs to. Errors (`err`) are described without their words. */
export function createLogger({ service, level = 'info', instance, destination }: LoggerOptions): Logger {
  const verbose = level === 'debug' || level === 'trace';
  const options = {
    level,
    base: instance === undefined ? { service } : { service, instance },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error, verbose) },
    mixin: activeTrace,
    hooks: { logMethod: withStaticMessage },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * The logger for lines that a restore needs: it writes them from `info` on whatever level is set, but for `silent`, which
 * only tests have.
 */
export function lasting(logger: Logger): Logger {
  return logger.level === 'silent' || logger.isLevelEnabled('info') ? logger : logger.child({}, { level: 'info' });
}

/** Without a message pino would take the error's own, which may quote personal data. */
function withStaticMessage(this: Logger, args: Parameters<LogFn>, write: LogFn): void {
  const [fields, message] = args as [unknown, unknown];
  if (typeof fields === 'string') return write.apply(this, args);
  const named = fields instanceof Error ? { err: fields } : fields;
  write.call(this, named as object, typeof message === 'string' ? message : 'entry without message');
}

function activeTrace(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
