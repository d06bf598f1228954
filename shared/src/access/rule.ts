import type { Account } from './caller.ts';
import type { RoleName } from './roles.ts';

/** Whom a rule can name: roles of people and clients, and the accounts of departments and frontends on NATS. */
export type Who = RoleName | Exclude<Account['kind'], 'service'>;

/**
 * Who may do one thing, on whose data. Our own services may do everything: NATS lets each of them send only what is
 * its business.
 */
export interface Rule {
  /** Without sign-in, by anybody: what citizens may see. */
  readonly public?: true;
  /** On what is the caller's own: of the own department; of agents, calls that they or nobody has. */
  readonly own?: readonly Who[];
  /** On everything, whoever's it is. */
  readonly any?: readonly Who[];
  /** On everything, but shown only how things stand: no words, no names, no addresses. */
  readonly redacted?: readonly Who[];
  /** On the whole of what is not their own, if the header `Access-Reason` says why. */
  readonly withReason?: readonly Who[];
  /** The answer shows personal data of citizens. */
  readonly personal?: true;
}

/** The rules of one service, by the names of its operations and live feeds. */
export type ServiceRules = Readonly<Record<string, Rule>>;
