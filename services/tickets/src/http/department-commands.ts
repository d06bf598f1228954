import type { Invoker, Operation } from '@serviceportal/shared/http';
import type { CommandEndpoint } from '@serviceportal/shared/log';
import type { Parts } from '../parts.ts';
import { workOperations } from './work.ts';

/**
 * The commands of departments: `cmd.dept.<departmentId>.<verb>`. The server lets each department's account publish its
 * own subjects alone, so the subject says who asks.
 */
export function departmentCommands(parts: Parts, invoker: Invoker): CommandEndpoint[] {
  const byDepartment = new Map<string, Operation[]>();

  function operationsOf(departmentId: string): Operation[] {
    const operations = byDepartment.get(departmentId) ?? workOperations(parts, departmentId);
    // Only those that exist are kept, or any subject would take memory.
    if (parts.directory.department(departmentId)) byDepartment.set(departmentId, operations);
    return operations;
  }

  return workOperations(parts).map(({ name, command }) => ({
    name: `department-${name}`,
    subject: `cmd.dept.*.${command}`,
    async handle(payload, _sender, subject) {
      const departmentId = subject.split('.')[2]!;
      const operation = operationsOf(departmentId).find((each) => each.name === name)!;
      const reply = await invoker.invoke(operation, payload, { caller: { type: 'department', id: departmentId } });
      return { status: reply.status, body: reply.problem ?? ('body' in reply ? reply.body : undefined) };
    },
  }));
}
