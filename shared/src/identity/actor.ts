import { z } from 'zod';
import { Refusal } from '../errors.ts';

/** Who does it. Stands in every decision and event; `id` is no name but what the sign-in calls the person. */
export const Actor = z.object({
  type: z.enum(['agent', 'clerk', 'citizen', 'editor', 'frontend', 'department', 'service']),
  id: z.string().min(1).max(128),
});
export type Actor = z.infer<typeof Actor>;

const NAMED_IN_BODY = [
  ['agentId', 'agent'],
  ['clerkId', 'clerk'],
] as const;

/**
 * The actor of a command. A signed-in person is the actor, and an `agentId` or `clerkId` in the body must be theirs
 * (else a `forbidden` refusal); without sign-in the body names the actor, else `caller` (a frontend, a department) or
 * the service itself acts.
 */
export function actorOf(body: unknown, service: string, caller?: Actor): Actor {
  const named = actorNamedIn(body);
  const signedIn = caller !== undefined && ['agent', 'clerk', 'citizen', 'editor'].includes(caller.type);
  if (signedIn && named && named.id !== caller.id) {
    throw new Refusal('forbidden', 'agentId and clerkId must be those of the person signed in');
  }
  if (signedIn) return caller;
  return named ?? caller ?? { type: 'service', id: service };
}

function actorNamedIn(body: unknown): Actor | undefined {
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
