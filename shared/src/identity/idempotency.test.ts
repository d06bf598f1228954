import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { actorOf } from './actor.ts';
import { canonicalJson, causeFromKey } from './idempotency.ts';

const KEY = 'k'.repeat(32);
const command = { caller: 'agent:anna', route: 'call-intake.transfer', key: 'abc', body: { a: 1, b: [1, 2] } };

describe('the cause of a command with a key', () => {
  it('is the same for the same command, whatever the order of its fields', () => {
    expect(causeFromKey(KEY, { ...command, body: { b: [1, 2], a: 1 } })).toEqual(causeFromKey(KEY, command));
  });

  it.each([{ caller: 'agent:bert' }, { route: 'call-intake.answer' }, { key: 'abd' }])(
    'is another with %j',
    (change) => {
      expect(causeFromKey(KEY, { ...command, ...change }).id).not.toBe(causeFromKey(KEY, command).id);
    },
  );

  it('does not confuse where one part ends and the next begins', () => {
    const one = causeFromKey(KEY, { ...command, caller: 'a","b', route: 'c' });
    const two = causeFromKey(KEY, { ...command, caller: 'a', route: 'b","c' });
    expect(one.id).not.toBe(two.id);
  });

  it('shows another body, also another order in a list', () => {
    const { id, body } = causeFromKey(KEY, command);
    const other = causeFromKey(KEY, { ...command, body: { a: 1, b: [2, 1] } });
    expect(other.id).toBe(id);
    expect(other.body).not.toBe(body);
  });

  it('cannot be made without the key of the city', () => {
    expect(causeFromKey('x'.repeat(32), command)).not.toEqual(causeFromKey(KEY, command));
  });

  it('writes every JSON value so that it can be read again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('the actor of a command', () => {
  const anna = { type: 'agent', id: 'anna' } as const;
  it.each([
    [{ agentId: 'anna' }, undefined, anna],
    [{ clerkId: 'carla' }, undefined, { type: 'clerk', id: 'carla' }],
    [{}, undefined, { type: 'service', id: 'tickets' }],
    [undefined, undefined, { type: 'service', id: 'tickets' }],
    [{ agentId: 7 }, undefined, { type: 'service', id: 'tickets' }],
    [{}, { type: 'frontend', id: 'demo' }, { type: 'frontend', id: 'demo' }],
    [{ agentId: 'anna' }, { type: 'frontend', id: 'demo' }, anna],
    [{}, anna, anna],
    [{ agentId: 'anna' }, anna, anna],
  ] as const)('of %j by %j is %j', (body, caller, actor) => {
    expect(actorOf(body, 'tickets', caller)).toEqual(actor);
  });

  it('is nobody else than the person signed in', () => {
    expect(() => actorOf({ agentId: 'bert' }, 'tickets', anna)).toThrow(/signed in/);
    expect(() => actorOf({ clerkId: 'carla' }, 'tickets', anna)).toThrow(/signed in/);
  });
});
