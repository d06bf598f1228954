import { readConfig } from '@serviceportal/shared/config';
import { runService } from '@serviceportal/shared/run-service';
import { TicketsConfig } from './config.ts';
import { startTickets } from './service.ts';

await runService('tickets', async (life) => void (await startTickets(readConfig(TicketsConfig), life)));
