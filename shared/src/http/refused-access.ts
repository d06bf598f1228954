import { admit, ruleOf, type ServiceRules } from '../access/index.ts';
import { Refusal } from '../errors.ts';
import { counter } from '../telemetry/index.ts';
import type { From } from './invoke.ts';

const refusedAccess = counter(
  'access_refused',
  'Requests refused to whoever asked: unauthorized, forbidden, or not-found where what is not theirs looks missing',
  ['operation', 'why'],
);

/** Counts an error that kept somebody from an operation or feed; any other is left alone. Never says who or whose. */
export function countRefusedAccess(
  operation: string,
  rules: ServiceRules,
  error: unknown,
  from: Pick<From, 'caller' | 'reason'> = {},
): void {
  if (!(error instanceof Refusal)) return;
  const { code } = error;
  const isAccess =
    code === 'unauthorized' || code === 'forbidden' || (code === 'not-found' && isLimited(operation, rules, from));
  if (isAccess) refusedAccess.inc({ operation, why: code });
}

/** Whether what is not the caller's own looks to them as if it were not there. */
function isLimited(operation: string, rules: ServiceRules, { caller, reason }: Pick<From, 'caller' | 'reason'>) {
  return admit(ruleOf(rules, operation), caller, reason).reach.others === undefined;
}
