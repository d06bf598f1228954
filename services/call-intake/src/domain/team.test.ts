import { describe, expect, it } from '@jest/globals';
import type { AgentState, Call, SeatedAgent, Team } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import fc from 'fast-check';
import { after, eventOf, given, NOW } from './sample-call.ts';
import { changeAgentState, followCall, teamFigures } from './team.ts';

const minute = (n: number) => `2026-11-23T10:${String(n).padStart(2, '0')}:00+01:00`;
const EARLY = '2026-11-23T08:00:00+01:00';

function teamOf(...agents: (Partial<SeatedAgent> & { agentId: string })[]): Team {
  return { teamId: 'main', revision: 1, agents: agents.map((agent) => ({ state: 'ready', since: EARLY, ...agent })) };
}

function change(agentId: string, state: AgentState, team: Team | undefined, seats = 2, reason?: string) {
  return changeAgentState({ agentId, state, reason, seats }, team, NOW);
}

describe('an agent', () => {
  it('takes a seat with the first word, changes state, and frees the seat', () => {
    const seated = change('anna', 'ready', undefined);
    expect(after(seated)).toMatchObject({ agents: [{ agentId: 'anna', state: 'ready', since: NOW }] });
    expect(eventOf(seated)).toEqual(['AgentStateChanged', { agentId: 'anna', state: 'ready' }]);
    const pausing = change('anna', 'pause', teamOf({ agentId: 'anna' }), 2, 'Mittag');
    expect(after(pausing).agents).toMatchObject([{ state: 'pause', reason: 'Mittag', since: NOW }]);
    expect(after(change('anna', 'away', teamOf({ agentId: 'anna' }, { agentId: 'bert' }))).agents).toMatchObject([
      { agentId: 'bert' },
    ]);
  });

  it('keeps of the reason only what is known: other words may be about a caller', () => {
    const decision = change('anna', 'pause', teamOf({ agentId: 'anna' }), 2, 'Rückruf an Frau Quast');
    expect(after(decision).agents).toMatchObject([{ state: 'pause', reason: 'other' }]);
    expect(eventOf(decision)).toMatchObject(['AgentStateChanged', { reason: 'other' }]);
    expect(JSON.stringify(decision)).not.toContain('Quast');
    expect(change('anna', 'away', teamOf({ agentId: 'anna' }), 2, 'zenobia')).toMatchObject({
      extra: { reason: 'other' },
    });
  });

  it('who says the same again, or is away already, changes nothing', () => {
    expect(change('anna', 'ready', teamOf({ agentId: 'anna' }))).toBe(alreadyDone);
    expect(change('anna', 'away', teamOf())).toBe(alreadyDone);
    expect(after(change('anna', 'away', undefined)).agents).toEqual([]);
    const pausing = teamOf({ agentId: 'anna', state: 'pause', reason: 'Mittag' });
    expect(after(change('anna', 'pause', pausing, 2, 'Schulung')).agents).toMatchObject([{ reason: 'Schulung' }]);
  });

  it('finds no seat where all are taken, while those who sit go on', () => {
    const full = teamOf({ agentId: 'anna' }, { agentId: 'bert' });
    expect(change('cora', 'ready', full)).toMatchObject({
      code: 'conflict',
      detail: 'All 2 seats of the hotline are taken: one agent has to go away first.',
    });
    expect(change('cora', 'ready', full, 1)).toMatchObject({
      detail: 'The one seat of the hotline is taken: one agent has to go away first.',
    });
    expect(after(change('bert', 'busy', full)).agents).toHaveLength(2);
    expect(after(change('bert', 'wrap-up', full, 1)).agents).toHaveLength(2);
  });
});

describe('an agent who was not heard of for twelve hours', () => {
  const yesterday = '2026-11-22T16:00:00+01:00';
  const team = teamOf({ agentId: 'anna', since: yesterday }, { agentId: 'bert', since: yesterday });

  it('has gone home: the seat is free, also for themselves', () => {
    expect(after(change('cora', 'ready', team)).agents).toMatchObject([{ agentId: 'cora' }]);
    expect(after(change('anna', 'ready', team)).agents).toMatchObject([{ agentId: 'anna', since: NOW }]);
    expect(teamFigures(team, 2, NOW)).toMatchObject({ ready: 0, free: 2 });
  });

  it('is there where they have answered a call since', () => {
    const latestCall = { callId: 'call-1', answeredAt: EARLY };
    const working = teamOf({ agentId: 'anna', since: yesterday, latestCall }, { agentId: 'bert', since: yesterday });
    expect(after(change('cora', 'ready', working)).agents.map(({ agentId }) => agentId)).toEqual(['anna', 'cora']);
  });
});

describe('figures', () => {
  it('count states, nobody by name', () => {
    const team = teamOf(
      ...[{ agentId: 'a' }, { agentId: 'b', state: 'busy' as const }, { agentId: 'c', state: 'busy' as const }],
      ...[
        { agentId: 'd', state: 'pause' as const },
        { agentId: 'e', state: 'wrap-up' as const },
      ],
    );
    expect(teamFigures(team, 12, NOW)).toEqual({ seats: 12, ready: 1, busy: 2, pause: 1, wrapUp: 1, free: 7 });
    expect(teamFigures(team, 3, NOW)).toMatchObject({ free: 0 });
    expect(teamFigures(undefined, 12, NOW)).toEqual({ seats: 12, ready: 0, busy: 0, pause: 0, wrapUp: 0, free: 12 });
  });
});

const callOf = (callId: string, answeredAt: string, endedAt?: string): Call =>
  given({ callId, agentId: 'anna', answeredAt, endedAt });

function follow(call: Call, team: Team): Team {
  const decision: Decision<Team> = followCall(call, team);
  return decision === alreadyDone ? team : after(decision);
}

describe('an agent with a call', () => {
  const ready = teamOf({ agentId: 'anna' });
  const open = callOf('c1', minute(1));
  const over = callOf('c1', minute(1), minute(5));

  it('is busy, then writes up', () => {
    const busy = follow(open, ready);
    expect(busy.agents).toMatchObject([{ state: 'busy', callId: 'c1', since: minute(1) }]);
    expect(follow(over, busy).agents).toMatchObject([{ state: 'wrap-up', callId: 'c1', since: minute(5) }]);
  });

  it('who was heard of after the end only, writes up', () => {
    const wrapUp = follow(over, ready);
    expect(wrapUp.agents).toMatchObject([{ state: 'wrap-up' }]);
    expect(followCall(over, wrapUp)).toBe(alreadyDone);
  });

  it('is what they said since', () => {
    const paused = after(
      changeAgentState({ agentId: 'anna', state: 'pause', reason: 'Not', seats: 9 }, follow(open, ready), minute(3)),
    );
    expect(followCall(over, paused)).toBe(alreadyDone);
    const said = teamOf({ agentId: 'anna', since: minute(3) });
    expect(followCall(over, said)).toBe(alreadyDone);
    expect(follow(callOf('c2', minute(4)), said).agents).toMatchObject([{ state: 'busy', callId: 'c2' }]);
  });

  it('who is not seated, or has no call yet, is left alone', () => {
    expect(followCall(open, undefined)).toBe(alreadyDone);
    expect(followCall(open, teamOf({ agentId: 'bert' }))).toBe(alreadyDone);
    expect(followCall(given({ agentId: 'anna' }), ready)).toBe(alreadyDone);
  });

  it('is what the latest call makes of them, in whatever order and how often calls are told', () => {
    const someCalls = fc.uniqueArray(
      fc.record({ from: fc.integer({ min: 0, max: 20 }), lasts: fc.option(fc.integer({ min: 0, max: 20 })) }),
      { minLength: 1, maxLength: 5, selector: ({ from }) => from },
    );
    // How often each call is told of: as it is while it goes on, then as it is in the end.
    const told = someCalls.chain((calls) =>
      fc.tuple(
        fc.constant(calls),
        fc.shuffledSubarray(
          calls.flatMap((_, index) => [index, index, index]),
          { minLength: calls.length * 3 },
        ),
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: calls.length, maxLength: calls.length }),
      ),
    );
    fc.assert(
      fc.property(told, ([calls, order, whileOpen]) => {
        const times = calls.map(() => 0);
        let team = ready;
        for (const index of order) {
          const { from, lasts } = calls[index]!;
          const isStillOpen = times[index]! < whileOpen[index]!;
          times[index]! += 1;
          const endedAt = lasts === null || isStillOpen ? undefined : minute(from + lasts);
          team = follow(callOf(`c${from}`, minute(from), endedAt), team);
        }
        const [latest] = [...calls].sort((a, b) => b.from - a.from);
        const { from, lasts } = latest!;
        expect(team.agents).toMatchObject([
          lasts === null
            ? { state: 'busy', since: minute(from), callId: `c${from}` }
            : { state: 'wrap-up', since: minute(from + lasts), callId: `c${from}` },
        ]);
      }),
    );
  });
});
