import { z } from 'zod';
import { defineAggregate, defineEvent } from './define.ts';
import { Id, PersonId, Timestamp } from './values.ts';

export const AgentState = z.enum(['ready', 'busy', 'pause', 'wrap-up', 'away']);
export type AgentState = z.infer<typeof AgentState>;

/** What a pause is for. Whatever else an agent says may be about a caller: of that only `other` is kept. */
export const PAUSE_REASONS = ['Pause', 'Mittag', 'Mittagspause', 'Bildschirmpause', 'Schulung', 'Besprechung'] as const;

/** An agent who has a seat now. Who is away has none and isn't kept. */
export const SeatedAgent = z.object({
  agentId: PersonId,
  state: AgentState.exclude(['away']),
  since: Timestamp,
  reason: z.string().optional().describe('Why, as a word of a fixed list or `other`; a pause has one'),
  callId: Id.optional().describe('The call the agent is busy with or writes up; absent where the agent said the state'),
  latestCall: z
    .object({ callId: Id, answeredAt: Timestamp })
    .optional()
    .describe('The latest call the agent took: what is told late of an older one changes nothing'),
});
export type SeatedAgent = z.infer<typeof SeatedAgent>;

/** The hotline's agents at work: one aggregate, since its seats are a limit over all of them. */
export const Team = z.object({
  teamId: z.literal('main'),
  agents: z.array(SeatedAgent),
  revision: z.number().int().positive(),
});
export type Team = z.infer<typeof Team>;

export const TeamAggregate = defineAggregate({
  name: 'team',
  stream: 'TEAM',
  state: Team,
  idOf: (team) => team.teamId,
  filter: () => 'team.main',
  subject: () => 'team.main',
  subjects: 'team.main',
});

export const AgentStateChanged = defineEvent('AgentStateChanged', {
  version: 1,
  summary: 'An agent sat down, is ready, on a call, pausing, writing up, or went away.',
  aggregate: TeamAggregate,
  data: { agentId: PersonId, state: AgentState, reason: z.string().optional(), callId: Id.optional() },
});
