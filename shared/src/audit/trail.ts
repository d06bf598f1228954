import { type AccessReason, type Reach, ruleOf, type ServiceRules } from '../access/index.ts';
import { type AuditEntry, MOST_SUBJECTS } from '../contracts/audit.ts';
import type { Actor } from '../identity/index.ts';
import { type Clock, formatTimestamp, type Temporal } from '../time/index.ts';
import type { Audit } from './open-audit.ts';
import { isOwnWork, type Shown } from './own-work.ts';
import { answersRingingCall } from './ringing-call.ts';
import { actorMark, documentsIn, type Subject, subjectsOf } from './subjects-of.ts';

/** What was done. */
export interface Done {
  /** The operation's name, without the service. */
  readonly name: string;
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly actor: Actor;
  /** The code of the reason given for a look at foreign data. */
  readonly reason?: AccessReason | undefined;
  /** What it is about besides what is named in what is asked and answered. */
  readonly about?: readonly Subject[] | undefined;
  /** When by the city's clock, where that was before now. */
  readonly at?: Temporal.Instant;
}

/** What was asked of a service. */
export interface Asked extends Done {
  /** What is the actor's own. */
  readonly reach: Reach;
}

/** Writes down what is asked of one service. */
export interface AuditTrail {
  /** Something was done; resolves once it may be answered. Never fails. */
  done(done: Done, answer: unknown): Promise<void>;
  /** Something was done that an event on disk tells of: recorded in company with others, as nobody waits. Never fails. */
  happened(done: Done, answer: unknown): Promise<void>;
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

export function createAuditTrail(options: TrailOptions): AuditTrail {
  const { service, rules, audit, clock, hmacKey } = options;

  /** One entry, or as many as it takes to name everything it was about. */
  function entriesOf(done: Done, answer: unknown): AuditEntry[] {
    const { name, params, query, body, actor, reason, about, at = clock.now() } = done;
    const real = clock.toReal(at);
    const subjects = subjectsOf([params, query, body], answer, hmacKey, about);
    return parts(subjects).map((of) => ({
      actor: { type: actor.type, id: actorMark(hmacKey, actor.id) },
      action: `${service}.${name}`,
      of,
      ...(reason !== undefined && { why: reason }),
      at: real.toString({ smallestUnit: 'millisecond' }),
      ...(!real.equals(at) && { cityAt: formatTimestamp(at, clock.zone) }),
    }));
  }

  return {
    async done(done, answer) {
      await Promise.all(entriesOf(done, answer).map((entry) => audit.command(entry)));
    },
    async happened(done, answer) {
      await Promise.all(entriesOf(done, answer).map((entry) => audit.event(entry)));
    },
    async shown(asked, answer) {
      if (!ruleOf(rules, asked.name).personal || isOwnWork(asked.reach, shownTo(asked, answer))) return;
      const operation = `${service}.${asked.name}`;
      const entries = entriesOf(asked, answer);
      const query = (asked.query ?? {}) as Record<string, unknown>;
      // Seconds count, and somebody is on the line: served at once, and recorded as soon as it can be.
      if (answersRingingCall({ operation, query, actor: asked.actor }, answer, clock.now()))
        entries.forEach((entry) => void audit.command(entry));
      else await Promise.all(entries.map((entry) => audit.read(entry)));
    },
  };
}

/** What one entry holds of the subjects, and the next; one without any where there are none. Whose it is says each. */
function parts(subjects: AuditEntry['of']): AuditEntry['of'][] {
  const contacts = subjects.filter(isContact);
  const whose = contacts.length < MOST_SUBJECTS / 2 ? contacts : [];
  const others = subjects.filter((subject) => !whose.includes(subject));
  const room = MOST_SUBJECTS - whose.length;
  const count = Math.max(1, Math.ceil(others.length / room));
  return Array.from({ length: count }, (_, n) => [...others.slice(n * room, (n + 1) * room), ...whose]);
}

function isContact({ kind }: Subject): boolean {
  return kind === 'phone' || kind === 'email';
}

/** What is looked at: what the answer shows; of a live feed, which has none, what it is of. */
function shownTo({ params }: Asked, answer: unknown): readonly Shown[] {
  return documentsIn(answer === undefined ? params : answer);
}
