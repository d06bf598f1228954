export { type Aggregates, type Decide, type DecideOnTwo, type Outcome } from './aggregate.ts';
export { type CommandAnswer, type CommandEndpoint, type Sender } from './commands.ts';
export {
  connectNats,
  inboxPrefix,
  isOlder,
  type NatsSettings,
  natsTls,
  OLDEST_SERVER,
  pause,
  readSeed,
} from './connect.ts';
export { DeadLetter } from './dead-letters.ts';
export {
  CONTENT_TYPE,
  dataAs,
  dataSchema,
  decodeEnvelope,
  decodeJson,
  derivedUuid,
  Envelope,
  eventIdFor,
  parsed,
  type StoredEvent,
} from './envelope.ts';
export { isErased } from './forget.ts';
export { collect, type LocalCopy } from './follow.ts';
export { type LiveEvent } from './live.ts';
export { type Context, type Loaded } from './load.ts';
export { type Log, type LogOptions, openLog } from './log.ts';
export { type Projector } from './project.ts';
export { type HandleMessage, type Reaction, react } from './react.ts';
export { type RawRecord, type Records } from './records.ts';
export { restoreTimers } from './restore-timers.ts';
export { asStored, type StoredMessage } from './stored-message.ts';
export { type Timers } from './timers.ts';
export { type TryLimit } from './try-limit.ts';
