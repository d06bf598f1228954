export { describeError } from './described-error.ts';
export { fact, type FactFields } from './fact.ts';
export { createLogger, lasting, type Logger, type LoggerOptions } from './logger.ts';
export { collectProcessMetrics, counter, gauge, histogram, registry } from './metrics.ts';
export {
  extract,
  flushTraces,
  inject,
  messageAttributes,
  SpanKind,
  traced,
  type Attributes,
  type Context,
  type MessageTrace,
  type Span,
  type TraceOptions,
} from './trace.ts';
