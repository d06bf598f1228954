import { type Refusal, refuse } from '../errors.ts';
import type { Actor } from '../identity/index.ts';
import { ACCESS_REASONS, type AccessReason, type Caller } from './caller.ts';
import type { Reach } from './reach.ts';
import type { RoleName } from './roles.ts';
import type { Rule, ServiceRules, Who } from './rule.ts';

/** A caller that was let in. */
export interface Admission {
  /** Undefined for somebody who is not signed in. */
  readonly caller: Caller | undefined;
  /** Who is named in the log as the one who did it. */
  readonly actor: Actor;
  readonly reach: Reach;
  readonly reason: AccessReason | undefined;
}

/** What everybody else is called who does something without sign-in. */
const ANYBODY: Actor = { type: 'citizen', id: 'anybody' };

/**
 * Decides by the rule whether the caller may do it, and how far. Throws an `unauthorized` refusal for somebody who is not
 * signed in, `forbidden` for whom no part of the rule names.
 */
export function admit(rule: Rule, caller: Caller | undefined, reason?: AccessReason): Admission {
  if (caller?.kind === 'service') {
    return { caller, actor: { type: 'service', id: caller.id }, reach: EVERYTHING, reason };
  }
  const named = namesOf(caller);
  const hits = (who: readonly Who[] = []) => who.filter((each) => named.has(each));
  const own = hits(rule.own);
  const whole = [...hits(rule.any), ...(reason ? hits(rule.withReason) : [])];
  const redacted = hits(rule.redacted);
  const [as] = [...whole, ...own, ...redacted];
  if (as === undefined && !rule.public) throw refusalFor(caller, hits(rule.withReason));
  const others = whole.length > 0 ? 'whole' : redacted.length > 0 || rule.public ? 'redacted' : undefined;
  return { caller, actor: actorOf(caller, as), reach: { ...ownOf(caller, own), others }, reason };
}

const EVERYTHING: Reach = { departments: [], others: 'whole' };

/** The rule of an operation or feed; every one has its rule, since the service would not have started otherwise. */
export function ruleOf(rules: ServiceRules, name: string): Rule {
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (!rule) throw new Error(`there is no rule who may do "${name}": add it to shared/src/access/rules.ts`);
  return rule;
}

function namesOf(caller: Caller | undefined): ReadonlySet<Who | 'service'> {
  if (!caller) return new Set();
  return new Set(caller.kind === 'person' ? caller.roles.map(({ name }) => name) : [caller.kind]);
}

function ownOf(caller: Caller | undefined, own: readonly Who[]): Pick<Reach, 'departments' | 'agentId'> {
  if (caller?.kind === 'department') return { departments: own.length > 0 ? [caller.id] : [] };
  if (caller?.kind !== 'person') return { departments: [] };
  const departments = caller.roles.flatMap(({ name, departmentId }) =>
    departmentId !== undefined && own.includes(name) ? [departmentId] : [],
  );
  return { departments: [...new Set(departments)], ...(own.includes('agent') && { agentId: caller.id }) };
}

/** A lead does a clerk's work; the homepage's client is a frontend. */
const ACTS_AS = {
  agent: 'agent',
  clerk: 'clerk',
  lead: 'clerk',
  editor: 'editor',
  ops: 'ops',
  privacy: 'privacy',
  homepage: 'frontend',
} as const satisfies Record<RoleName, Actor['type']>;

function actorOf(caller: Caller | undefined, as: Who | undefined): Actor {
  if (!caller) return ANYBODY;
  if (caller.kind !== 'person') return { type: caller.kind, id: caller.id };
  const role = as === undefined || as === 'department' || as === 'frontend' ? caller.roles[0]?.name : as;
  return { type: role ? ACTS_AS[role] : 'citizen', id: caller.id };
}

function refusalFor(caller: Caller | undefined, withReason: readonly Who[]): Refusal {
  if (!caller) return refuse('unauthorized', 'Sign in, and send the token as "Authorization: Bearer …".');
  if (withReason.length === 0) return refuse('forbidden', 'None of your roles allows this.');
  return refuse('forbidden', `Say why in the header Access-Reason: ${ACCESS_REASONS.join(', ')}.`);
}
