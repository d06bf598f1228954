import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { workerOf } from './actor.ts';
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

describe('who does it', () => {
  const anna = { type: 'agent', id: 'anna' } as const;
  const demo = { type: 'frontend', id: 'demo' } as const;
  it.each([
    [{ agentId: 'anna' }, demo, false, anna],
    [{ clerkId: 'carla' }, demo, false, { type: 'clerk', id: 'carla' }],
    [{}, demo, false, demo],
    [undefined, demo, false, demo],
    [{ agentId: 7 }, demo, false, demo],
    [{}, anna, true, anna],
    [{ agentId: 'anna' }, anna, true, anna],
  ] as const)('of %j by %j (a person: %s) is %j', (body, actor, isPerson, worker) => {
    expect(workerOf(body, actor, isPerson)).toEqual(worker);
  });

  it('is nobody else than the person signed in', () => {
    expect(() => workerOf({ agentId: 'bert' }, anna, true)).toThrow(/signed in/);
    expect(() => workerOf({ clerkId: 'carla' }, anna, true)).toThrow(/signed in/);
  });
});
