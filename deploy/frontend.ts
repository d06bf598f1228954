import { runAccounts } from './accounts/run.ts';

/** `npm run frontend add|rotate|remove|list`: who reports calls over NATS. */
await runAccounts('frontend', process.argv.slice(2));
