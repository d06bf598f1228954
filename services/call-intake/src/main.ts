import { readConfig } from '@serviceportal/shared/config';
import { runService } from '@serviceportal/shared/run-service';
import { CallIntakeConfig } from './config.ts';
import { startCallIntake } from './service.ts';

await runService('call-intake', async (life) => void (await startCallIntake(readConfig(CallIntakeConfig), life)));
