import { type ServiceName, SERVICES } from '@serviceportal/shared/contracts';

/** Every program of ours that answers over HTTP: the services of the log, and the desk in front of them, which has no part in it. */
export type AppName = 'desk' | ServiceName;
export const APPS: readonly AppName[] = ['desk', ...SERVICES];
