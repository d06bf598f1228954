import { readConfig } from '@serviceportal/shared/config';
import { ConfigError, Unavailable } from '@serviceportal/shared/errors';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { Temporal } from '@serviceportal/shared/time';
import { readAudit, USAGE } from './audit/arguments.ts';
import { listEntries } from './audit/list-entries.ts';
import { AuditSettings, markedWho, markedWhose } from './audit/settings.ts';
import { saveAudit } from './audit/save-audit.ts';
import { verifyAudit } from './audit/verify-audit.ts';
import { openOperator } from './rebuild/operator.ts';
import { addressesOf } from './rebuild/settings.ts';

/** `npm run audit`: checks the chains of the audit log, answers an inquiry from it, or saves it into a file. */
const life = createLifecycle();
try {
  const wanted = readAudit(process.argv.slice(2));
  const settings = readConfig(AuditSettings);
  if (wanted.does === 'help') {
    console.log(USAGE);
  } else {
    const operator = await openOperator(addressesOf(settings), life);
    if (wanted.does === 'save') {
      await saveAudit(wanted.file, operator, console.log);
    } else if (wanted.does === 'list') {
      const marked = { whose: markedWhose(wanted.whose, settings), who: markedWho(wanted.who, settings) };
      await listEntries({ ...wanted, ...marked }, operator, console.log);
    } else if (!(await verifyAudit(wanted, operator, Temporal.Now.instant(), console.log))) {
      process.exitCode = 1;
    }
  }
} catch (cause) {
  const known = cause instanceof ConfigError || cause instanceof Unavailable;
  console.error(known ? `audit: ${cause.message}` : cause);
  process.exitCode = 1;
} finally {
  await life.close();
}
