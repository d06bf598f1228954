import { CallIntakeConfig } from '@serviceportal/call-intake/config';
import { DeskConfig } from '@serviceportal/desk/config';
import { DirectoryConfig } from '@serviceportal/directory/config';
import { KnowledgeConfig } from '@serviceportal/knowledge/config';
import { NotifyConfig } from '@serviceportal/notify/config';
import { readConfig } from '@serviceportal/shared/config';
import { TicketsConfig } from '@serviceportal/tickets/config';
import type { z } from 'zod';
import type { AppName } from './apps.ts';

const CONFIGS: Record<AppName, z.ZodObject> = {
  desk: DeskConfig,
  'call-intake': CallIntakeConfig,
  knowledge: KnowledgeConfig,
  tickets: TicketsConfig,
  notify: NotifyConfig,
  directory: DirectoryConfig,
};

/** Reads what a service will be told as it will read it itself; its `ConfigError` where it would refuse to start. */
export function checkConfig(service: AppName, env: NodeJS.ProcessEnv): void {
  readConfig(CONFIGS[service], env);
}
