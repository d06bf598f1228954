import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** All metrics of this process, as `/metrics` shows them. */
export const registry = new Registry();

const PREFIX = 'serviceportal_';
/** Seconds; from an append on a quiet machine to a request that waited for an outcome. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts things that happen; `name` without prefix and `_total`. Labels have few values: never an id of a call or person. */
export function counter<Label extends string>(name: string, help: string, labels: readonly Label[] = []) {
  return once(`${PREFIX}${name}_total`, (fullName) => {
    return new Counter({ name: fullName, help, labelNames: labels, registers: [registry] });
  });
}

/** A value that goes up and down; `read` is asked at every scrape. */
export function gauge<Label extends string>(
  name: string,
  help: string,
  labels: readonly Label[] = [],
  read?: (set: (labels: Partial<Record<Label, string | number>>, value: number) => void) => void,
) {
  return once(`${PREFIX}${name}`, (fullName) => {
    return new Gauge({
      name: fullName,
      help,
      labelNames: labels,
      registers: [registry],
      ...(read && {
        collect() {
          read((labelValues, value) => this.set(labelValues, value));
        },
      }),
    });
  });
}

/** How long or how large things are; durations in seconds. */
export function histogram<Label extends string>(
  name: string,
  help: string,
  labels: readonly Label[] = [],
  buckets: number[] = LATENCY_BUCKETS,
) {
  return once(`${PREFIX}${name}`, (fullName) => {
    return new Histogram({ name: fullName, help, labelNames: labels, buckets, registers: [registry] });
  });
}

/** Several parts of a process may ask for the same metric; they share it. */
function once<Metric extends object>(name: string, create: (name: string) => Metric): Metric {
  return (registry.getSingleMetric(name) as Metric | undefined) ?? create(name);
}

let collectingProcess = false;

/** Adds memory, event loop and garbage collection of this process to the registry. Safe to repeat. */
export function collectProcessMetrics(): void {
  if (collectingProcess) return;
  collectingProcess = true;
  collectDefaultMetrics({ register: registry });
}
