/**
 * Starts OpenTelemetry; loaded before a service by `node --import @serviceportal/shared/telemetry/sdk`. Traces go to
 * `OTEL_EXPORTER_OTLP_ENDPOINT` (all `OTEL_*` settings of the specification are honoured). Without an endpoint nothing
 * is sent, but traces still run through every message, so log lines of one call carry one trace id.
 */
import { startNodeSdk } from '@opentelemetry/sdk-node';
import { exportsTraces } from '../config.ts';

type Options = NonNullable<Parameters<typeof startNodeSdk>[0]>;
type SpanProcessor = NonNullable<Extract<Options, { spanProcessors?: unknown }>['spanProcessors']>[number];

const keepNothing: SpanProcessor = {
  onStart() {},
  onEnd() {},
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

startNodeSdk({
  // The numbers are on /metrics, the lines on stdout; only traces go this way.
  metricReaders: [],
  logRecordProcessors: [],
  ...(!exportsTraces() && { spanProcessors: [keepNothing] }),
});
