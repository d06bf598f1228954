import {
  AgentState,
  PAUSE_REASONS,
  PersonId,
  type Team,
  TeamAggregate,
  Timestamp,
} from '@serviceportal/shared/contracts';
import type { Cause } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation, sseRoute, type SseRoute } from '@serviceportal/shared/http';
import type { Actor } from '@serviceportal/shared/identity';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { changeAgentState, teamFigures } from '../domain/team.ts';
import { agentStateChanged } from '../facts.ts';
import { shortText } from './text.ts';

const TEAM = 'main';

const Figures = z.object({
  seats: z.number(),
  ready: z.number(),
  busy: z.number(),
  pause: z.number(),
  wrapUp: z.number(),
  free: z.number().describe('Seats nobody sits on'),
});

const StateBody = z
  .strictObject({
    state: AgentState,
    reason: shortText.optional().describe(`Why; only a known one is kept, else 'other': ${PAUSE_REASONS.join(', ')}`),
  })
  .refine(({ state, reason }) => state !== 'pause' || reason !== undefined, {
    message: 'is needed for a pause',
    path: ['reason'],
  });

/** What agents do, each for themselves, and how many do what. */
export function teamOperations({ log, directory, clock, logger }: Service): Operation[] {
  const time = () => formatTimestamp(clock.now(), clock.zone);
  const teams = log.aggregate(TeamAggregate);
  return [
    operation({
      name: 'agent-state',
      method: 'put',
      path: '/agents/:agentId/state',
      command: 'agent-state',
      summary: 'An agent is ready, busy, pausing, writing up or away; taking a seat where one is free',
      params: z.strictObject({ agentId: PersonId }),
      body: StateBody,
      answers: { 200: z.object({ agentId: PersonId, state: AgentState, since: Timestamp }) },
      refusals: ['forbidden', 'conflict', 'unavailable'],
    }).handledBy(async ({ params: { agentId }, body, cause, actor }) => {
      refuseOthers(actor, agentId);
      const now = time();
      const context = { cause: notKept(cause), actor };
      const { state: team, repeated } = await teams.handle(TEAM, context, (current) =>
        changeAgentState({ agentId, ...body, seats: directory.hotline().seats }, current, now),
      );
      if (!repeated) agentStateChanged(logger, { state: body.state });
      const { state, since } = team.agents.find((agent) => agent.agentId === agentId) ?? { state: 'away', since: now };
      return { status: 200, body: { agentId, state, since } };
    }),
    operation({
      name: 'team',
      method: 'get',
      path: '/team',
      command: 'team',
      summary: 'How many agents are ready, busy, pausing or writing up, and how many seats are free',
      answers: { 200: Figures },
      refusals: ['unavailable'],
    }).handledBy(async () => {
      const team = await teams.load(TEAM);
      return { status: 200, body: teamFigures(team?.state, directory.hotline().seats, time()) };
    }),
  ];
}

/** The team's figures as they change, beginning with what they are. */
export function teamStream({ log, directory, clock }: Service): SseRoute {
  const teams = log.aggregate(TeamAggregate);
  return sseRoute({
    name: 'live-team',
    path: '/team/live',
    summary: "The team's figures, from the latest or from Last-Event-ID on",
    async open(_params, lastEventId, send, signal, begun) {
      const latest = await teams.load(TEAM);
      const afterSequence = lastEventId ?? (latest && latest.sequence - 1);
      const from = {
        stream: 'TEAM',
        subjects: 'team.main',
        ...(afterSequence !== undefined && { afterSequence }),
      } as const;
      await log.tail(
        from,
        ({ sequence, envelope }) => {
          const figures = teamFigures(
            envelope.data['team'] as Team,
            directory.hotline().seats,
            formatTimestamp(clock.now(), clock.zone),
          );
          send({ id: sequence, event: 'TeamFigures', data: figures });
        },
        signal,
        begun,
      );
    },
  });
}

/**
 * Saying the same state again changes nothing, so a repeat needs no memory of its own; kept for days, the keys of all
 * agents would outgrow the team.
 */
function notKept({ id, body }: Cause): Cause {
  return { id: body === undefined ? id : `${id}.${body}` };
}

/** An agent speaks for themselves; a frontend speaks for the agent it names. */
function refuseOthers(actor: Actor, agentId: string): void {
  if (actor.type !== 'agent' || actor.id === agentId) return;
  throw refuse('forbidden', 'The agent in the path must be the one signed in.');
}
