import type { CommandAnswer } from '../log/index.ts';
import type { From, Invoker } from './invoke.ts';
import type { Operation } from './operation.ts';
import { problemOf } from './problem.ts';

/** Does an operation for whoever sent it over NATS, and answers as over HTTP; so too where it is not known who that is. */
export async function answerOverNats(
  invoker: Invoker,
  operation: Operation,
  payload: unknown,
  whoAsks: () => From | Promise<From>,
): Promise<CommandAnswer> {
  try {
    const { status, problem, ...answer } = await invoker.invoke(operation, payload, await whoAsks());
    return { status, body: problem ?? ('body' in answer ? answer.body : undefined) };
  } catch (error) {
    const problem = problemOf(error);
    return { status: problem.status, body: problem };
  }
}
