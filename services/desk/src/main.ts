import { readConfig } from '@serviceportal/shared/config';
import { runService } from '@serviceportal/shared/run-service';
import { DeskConfig } from './config.ts';
import { startDesk } from './service.ts';

await runService('desk', async (life) => void (await startDesk(readConfig(DeskConfig), life)));
