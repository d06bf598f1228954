import { z } from 'zod';
import type { Actor } from '../identity/index.ts';
import { Temporal } from '../time/index.ts';

/** What an agent's screen asks for while a call rings: the call, and what is known of its number. */
const SCREEN_POP = new Set(['call-intake.call', 'call-intake.calls', 'call-intake.caller']);
/** Agents, and the frontends they sit before. */
const TAKE_CALLS: readonly string[] = ['agent', 'frontend'];
/** So long after it was answered a call counts as just answered. */
const JUST_ANSWERED = { minutes: 2 };

const CallShown = z.object({
  state: z.string(),
  agentId: z.string().optional(),
  answeredAt: z.iso.datetime({ offset: true }).optional(),
});
const Shown = z.union([
  z.object({ call: CallShown }).transform(({ call }) => [call]),
  z.object({ calls: z.object({ items: z.array(CallShown) }) }).transform(({ calls }) => calls.items),
  z.object({ items: z.array(CallShown) }).transform(({ items }) => items),
]);

export interface Query {
  /** `call-intake.calls` */
  readonly operation: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly actor: Actor;
}

/**
 * Whether the answer is needed to answer a ringing call: one call that rings, or that the asking agent answered within
 * the last two minutes; or the list of the one number that such a call comes from. Nothing else is shown without record.
 */
export function answersRingingCall({ operation, query, actor }: Query, body: unknown, now: Temporal.Instant): boolean {
  if (!SCREEN_POP.has(operation) || !TAKE_CALLS.includes(actor.type)) return false;
  if (operation !== 'call-intake.call' && typeof query['phone'] !== 'string') return false;
  const shown = Shown.safeParse(body);
  return shown.success && shown.data.some((call) => isOnTheLine(call, actor, now));
}

function isOnTheLine({ state, agentId, answeredAt }: z.infer<typeof CallShown>, actor: Actor, now: Temporal.Instant) {
  if (state === 'ringing') return true;
  if (state !== 'answered' || answeredAt === undefined) return false;
  if (actor.type === 'agent' && agentId !== undefined && agentId !== actor.id) return false;
  const latest = Temporal.Instant.from(answeredAt).toZonedDateTimeISO('UTC').add(JUST_ANSWERED).toInstant();
  return Temporal.Instant.compare(now, latest) <= 0;
}
