import {
  context,
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';

export { SpanKind, type Attributes, type Context, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('serviceportal');

export interface TraceOptions {
  kind?: SpanKind;
  /** The trace to continue, as `extract` gives it; else the active one. */
  parent?: Context;
  /** Other traces this work belongs to, as for a batch of messages. */
  links?: Context[];
}

/**
 * Runs `work` in a span of its own: ended with it, marked as failed when it throws. The error's words stay out of the
 * span, since they may hold what a citizen said.
 */
export async function traced<Result>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<Result> | Result,
  { kind = SpanKind.INTERNAL, parent = context.active(), links = [] }: TraceOptions = {},
): Promise<Result> {
  const linked = links
    .flatMap((link) => trace.getSpanContext(link) ?? [])
    .map((spanContext) => ({ context: spanContext }));
  return tracer.startActiveSpan(name, { kind, attributes, links: linked }, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Hands the active trace on: calls `set` for each header (`traceparent`, …) a message should carry. */
export function inject(set: (name: string, value: string) => void): void {
  propagation.inject(context.active(), undefined, { set: (_carrier, name, value) => set(name, value) });
}

/** The trace a message belongs to, from its headers. Names are lower case, as `inject` writes them. */
export function extract(get: (name: string) => string | undefined): Context {
  return propagation.extract(ROOT_CONTEXT, undefined, {
    get: (_carrier, name) => get(name) || undefined,
    keys: () => [],
  });
}

/** Sends the spans that are still held back; called before a process ends. */
export async function flushTraces(): Promise<void> {
  const provider = trace.getTracerProvider();
  const behind = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
  await (behind as { forceFlush?: () => Promise<void> }).forceFlush?.();
}

export interface MessageTrace {
  type: 'send' | 'receive' | 'process' | 'settle';
  /** What the messaging system calls it: publish, deliver, ack. */
  name: string;
  /** The subject's pattern without ids: `tickets.*.*.opened`. Low in number, so it may name the span. */
  template: string;
  durable?: string;
  messageId?: string;
  /** The call it all began with. */
  conversationId?: string;
  batchSize?: number;
}

/** OpenTelemetry's attributes for a message. The subject itself stays out: it would make every ticket a series. */
export function messageAttributes(message: MessageTrace): Attributes {
  return {
    'messaging.system': 'nats',
    'messaging.operation.type': message.type,
    'messaging.operation.name': message.name,
    'messaging.destination.template': message.template,
    'messaging.consumer.group.name': message.durable,
    'messaging.message.id': message.messageId,
    'messaging.message.conversation_id': message.conversationId,
    'messaging.batch.message_count': message.batchSize,
  };
}
