import { z } from 'zod';
import { Refusal } from '../errors.ts';

/** Who does it. Stands in every decision and event; `id` is no name but what the sign-in calls the person. */
export const Actor = z.object({
  type: z.enum(['agent', 'clerk', 'citizen', 'editor', 'ops', 'privacy', 'frontend', 'department', 'service']),
  id: z.string().min(1).max(128),
});
export type Actor = z.infer<typeof Actor>;

const NAMED_IN_BODY = [
  ['agentId', 'agent'],
  ['clerkId', 'clerk'],
] as const;

/**
 * Who of the actor's people does it, as decisions see it. A person signed in does it alone, so an `agentId` or `clerkId`
 * in the body must be theirs (else a `forbidden` refusal); an account names which of its agents or clerks, and where it
 * names nobody it is the account itself.
 */
export function workerOf(body: unknown, actor: Actor, isPerson: boolean): Actor {
  const named = namedIn(body);
  if (!isPerson) return named ?? actor;
  if (named && named.id !== actor.id) {
    throw new Refusal('forbidden', 'agentId and clerkId must be those of the person signed in.');
  }
  return actor;
}

function namedIn(body: unknown): Actor | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const fields = body as Record<string, unknown>;
  for (const [field, type] of NAMED_IN_BODY) {
    const id = fields[field];
    if (typeof id === 'string' && id !== '') return { type, id };
  }
  return undefined;
}

/** `agent:anna`: how an actor stands in log lines and scopes. */
export function actorName({ type, id }: Actor): string {
  return `${type}:${id}`;
}
