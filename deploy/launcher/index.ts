export type { Scale } from './arguments.ts';
export { findFreePortBase } from './ports.ts';
export type { SupervisedProcess } from './supervised-process.ts';
export { type RunningSystem, startSystem, type SystemOptions } from './system.ts';
