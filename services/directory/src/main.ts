import { readConfig } from '@serviceportal/shared/config';
import { runService } from '@serviceportal/shared/run-service';
import { DirectoryConfig } from './config.ts';
import { startDirectory } from './service.ts';

await runService('directory', async (life) => void (await startDirectory(readConfig(DirectoryConfig), life)));
