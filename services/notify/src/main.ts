import { readConfig } from '@serviceportal/shared/config';
import { runService } from '@serviceportal/shared/run-service';
import { NotifyConfig } from './config.ts';
import { startNotify } from './service.ts';

await runService('notify', async (life) => void (await startNotify(readConfig(NotifyConfig), life)));
