import { runAccounts } from './accounts/run.ts';

/** `npm run department add|rotate|remove|list`: who reads a department's tickets over NATS. */
await runAccounts('department', process.argv.slice(2));
