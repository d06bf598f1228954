import { trace } from '@opentelemetry/api';
import { lasting, type Logger } from './logger.ts';
import { counter } from './metrics.ts';

/** Fields of a fact besides its labels: ids, figures; never personal data. */
export type FactFields = Record<string, string | number | boolean | undefined>;

/**
 * A business fact that is counted, logged and traced by one call. `fact('ticket opened', …)` counts
 * `serviceportal_ticket_opened_total` by `labels` (few values each), writes the line `ticket opened` with all fields
 * and puts an event of that name on the active span. The line of a `lasting` one is written at every LOG_LEVEL: after a
 * restore it alone tells what happened since.
 */
export function fact<const Labels extends readonly string[]>(
  name: string,
  help: string,
  labels: Labels,
  how?: 'lasting',
) {
  type Label = Labels[number];
  const count = counter<Label>(name.replace(/[^a-z0-9]+/gi, '_').toLowerCase(), help, labels);
  return (logger: Logger, fields: Record<Label, string | number> & FactFields): void => {
    const counted: Partial<Record<Label, string | number>> = {};
    for (const label of labels as readonly Label[]) counted[label] = fields[label];
    count.inc(counted);
    (how === 'lasting' ? lasting(logger) : logger).info(fields as FactFields, name);
    trace.getActiveSpan()?.addEvent(name, fields);
  };
}
