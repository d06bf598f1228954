export { createInvoker, type From, type Input, type Invoker, type InvokerOptions, type Reply } from './invoke.ts';
export { parseInput } from './input.ts';
export { parseJson } from './json-body.ts';
export { openApiOf } from './openapi.ts';
export { operation, type Answer, type Answers, type Command, type Operation } from './operation.ts';
export { Problem, problem, problemOf } from './problem.ts';
export { serve, type Served, type ServeOptions } from './serve.ts';
export { sseRoute, type LiveEvent, type Send, type SseRoute } from './sse.ts';
export type { Readiness } from './health.ts';
