import { type Account, accountCaller } from '@serviceportal/shared/access';
import { refuse } from '@serviceportal/shared/errors';
import { answerOverNats, type Invoker, type Operation } from '@serviceportal/shared/http';
import type { CommandEndpoint, Sender } from '@serviceportal/shared/log';

/**
 * The commands of departments: `cmd.dept.<departmentId>.<verb>`. The server lets each department's account publish its
 * own subjects alone; that the account is the one in the subject is looked at all the same.
 */
export function departmentCommands(operations: readonly Operation[], invoker: Invoker): CommandEndpoint[] {
  return operations.map((operation) => ({
    name: `department-${operation.name}`,
    subject: `cmd.dept.*.${operation.command}`,
    handle: (payload, sender, subject) =>
      answerOverNats(invoker, operation, payload, () => ({ caller: departmentIn(subject, sender) })),
  }));
}

/** One of our own services speaks for the department in the subject, and so has no more rights than that. */
function departmentIn(subject: string, { account }: Sender): Account {
  const id = subject.split('.')[2]!;
  const { kind, id: sender } = accountCaller(account, 'tickets');
  if (kind === 'service' || (kind === 'department' && sender === id)) return { kind: 'department', id };
  throw refuse('forbidden', 'This account may not send commands of that department.');
}
