import { readConfig } from '@serviceportal/shared/config';
import { InboxConfig } from './config.ts';
import { startInbox } from './inbox.ts';

const inbox = await startInbox(readConfig(InboxConfig));
console.log(`The inbox takes mail on ${inbox.smtpUrl} and shows it on ${inbox.pageUrl}`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void inbox.stop());
