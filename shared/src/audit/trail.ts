import { type AccessReason, type Reach, ruleOf, type ServiceRules } from '../access/index.ts';
import type { AuditEntry } from '../contracts/audit.ts';
import type { Actor } from '../identity/index.ts';
import { type Clock, formatTimestamp } from '../time/index.ts';
import type { Audit } from './open-audit.ts';
import { isOwnWork, type Shown } from './own-work.ts';
import { answersRingingCall } from './ringing-call.ts';
import { actorMark, documentsIn, subjectsOf } from './subjects-of.ts';

/** What was asked of a service. */
export interface Asked {
  /** The operation's name, without the service. */
  readonly name: string;
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly actor: Actor;
  /** What is the actor's own. */
  readonly reach: Reach;
  /** The code of the reason given for a look at foreign data. */
  readonly reason: AccessReason | undefined;
}

/** Writes down what is asked of one service. */
export interface AuditTrail {
  /** Something was done. Never fails and doesn't wait. */
  done(asked: Asked, answer: unknown): void;
  /**
   * Something is about to be shown; resolves once it may be. `Unavailable` where it is a look at a person's data outside
   * own work that cannot be recorded.
   */
  shown(asked: Asked, answer: unknown): Promise<void>;
}

export interface TrailOptions {
  readonly service: string;
  /** Say which queries show a person's data. */
  readonly rules: ServiceRules;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly hmacKey: string;
}

export function createAuditTrail({ service, rules, audit, clock, hmacKey }: TrailOptions): AuditTrail {
  function entryOf({ name, params, query, body, actor, reason }: Asked, answer: unknown): AuditEntry {
    const now = clock.now();
    const real = clock.toReal(now);
    return {
      actor: { type: actor.type, id: actorMark(hmacKey, actor.id) },
      action: `${service}.${name}`,
      of: subjectsOf([params, query, body], answer, hmacKey),
      ...(reason !== undefined && { why: reason }),
      at: real.toString({ smallestUnit: 'millisecond' }),
      ...(!real.equals(now) && { cityAt: formatTimestamp(now, clock.zone) }),
    };
  }

  return {
    done(asked, answer) {
      audit.command(entryOf(asked, answer));
    },
    async shown(asked, answer) {
      if (!ruleOf(rules, asked.name).personal || isOwnWork(asked.reach, shownTo(asked, answer))) return;
      const operation = `${service}.${asked.name}`;
      const entry = entryOf(asked, answer);
      const query = (asked.query ?? {}) as Record<string, unknown>;
      // Seconds count, and somebody is on the line: served at once, and recorded as soon as it can be.
      if (answersRingingCall({ operation, query, actor: asked.actor }, answer, clock.now())) audit.command(entry);
      else await audit.read(entry);
    },
  };
}

/** What is looked at: what the answer shows; of a live feed, which has none, what it is of. */
function shownTo({ params }: Asked, answer: unknown): readonly Shown[] {
  return documentsIn(answer === undefined ? params : answer);
}
