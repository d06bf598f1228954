import { readConfig } from '@serviceportal/shared/config';
import { runService } from '@serviceportal/shared/run-service';
import { KnowledgeConfig } from './config.ts';
import { startKnowledge } from './service.ts';

await runService('knowledge', async (life) => void (await startKnowledge(readConfig(KnowledgeConfig), life)));
