import { ownerOf } from '../contracts/index.ts';
import { refuse } from '../errors.ts';
import { Actor } from '../identity/index.ts';
import type { Role } from './roles.ts';

/** Who signed in: a person, or a client such as the homepage's. */
export interface Person {
  readonly kind: 'person';
  /** The token's subject. */
  readonly id: string;
  readonly roles: readonly Role[];
  /** When the sign-in ends, in milliseconds of real time. */
  readonly until: number;
}

/** Whose connection to NATS it is: a department's account, a frontend's, or one of our own services. */
export interface Account {
  readonly kind: 'department' | 'frontend' | 'service';
  readonly id: string;
}

/** Whoever asks, as far as it is proven: by a token, or by the server that knows the connection. Never by what they write. */
export type Caller = Person | Account;

/** A token's subject has to be an actor's id, and fit `PersonId`. */
export function isActorId(subject: string): boolean {
  return Actor.shape.id.safeParse(subject).success && !/[^\x21-\x7e]/.test(subject);
}

/** Whose NATS account that is; without one it is a service of ours. A `forbidden` refusal for an account nobody knows. */
export function accountCaller(account: string | undefined, service: string): Account {
  if (account === undefined) return { kind: 'service', id: service };
  const owner = ownerOf(account);
  if (!owner) throw refuse('forbidden', 'This account may not send commands.');
  return owner;
}

/** Why somebody looks at what isn't theirs: a code, so that nothing personal gets into a header. */
export const ACCESS_REASONS = ['caller-asks', 'complaint', 'supervision', 'technical', 'privacy-request'] as const;
export type AccessReason = (typeof ACCESS_REASONS)[number];

/** The `Access-Reason` header; undefined without one, else an `invalid` refusal. */
export function parseAccessReason(value: string | undefined): AccessReason | undefined {
  if (value === undefined || value === '') return undefined;
  const reason = ACCESS_REASONS.find((each) => each === value);
  if (reason) return reason;
  const message = `must be one of ${ACCESS_REASONS.join(', ')}`;
  throw refuse('invalid', `Access-Reason ${message}`, [{ path: 'Access-Reason', message }]);
}
