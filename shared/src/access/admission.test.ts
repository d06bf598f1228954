import { describe, expect, it } from '@jest/globals';
import { admit } from './admission.ts';
import { accountCaller, type Caller, parseAccessReason } from './caller.ts';
import { departmentsWithin, extentFor } from './reach.ts';
import { parseRole } from './roles.ts';
import type { Rule } from './rule.ts';

const person = (...roles: string[]): Caller => ({
  kind: 'person',
  id: 'anna',
  roles: roles.flatMap((role) => parseRole(role) ?? []),
  until: Infinity,
});
const department: Caller = { kind: 'department', id: 'standesamt' };
const frontend: Caller = { kind: 'frontend', id: 'demo' };

const READ: Rule = {
  own: ['clerk', 'lead', 'department'],
  redacted: ['agent'],
  any: ['privacy'],
  withReason: ['agent', 'lead'],
};

/** What of the own and of another department is seen. */
function seen(rule: Rule, caller: Caller | undefined, reason?: 'complaint') {
  const { reach } = admit(rule, caller, reason);
  return [extentFor(reach, 'standesamt'), extentFor(reach, 'wohngeld')];
}

describe('how much somebody sees', () => {
  it.each<[string, Caller, 'complaint' | undefined, (string | undefined)[]]>([
    ['a clerk', person('clerk:standesamt'), undefined, ['whole', undefined]],
    ['a clerk with a reason', person('clerk:standesamt'), 'complaint', ['whole', undefined]],
    ['a clerk of both', person('clerk:standesamt', 'clerk:wohngeld'), undefined, ['whole', 'whole']],
    ['a lead', person('lead:standesamt'), undefined, ['whole', undefined]],
    ['a lead with a reason', person('lead:standesamt'), 'complaint', ['whole', 'whole']],
    ['an agent', person('agent'), undefined, ['redacted', 'redacted']],
    ['an agent with a reason', person('agent'), 'complaint', ['whole', 'whole']],
    ['an agent who is a clerk, too', person('agent', 'clerk:standesamt'), undefined, ['whole', 'redacted']],
    ['data protection', person('privacy'), undefined, ['whole', 'whole']],
    ['a department', department, undefined, ['whole', undefined]],
    ['a service', { kind: 'service', id: 'notify' }, undefined, ['whole', 'whole']],
  ])('%s', (_who, caller, reason, expected) => {
    expect(seen(READ, caller, reason)).toEqual(expected);
  });

  it('is what the public sees for anybody where it is public', () => {
    const rule: Rule = { public: true, any: ['agent'] };
    expect(seen(rule, undefined)).toEqual(['redacted', 'redacted']);
    expect(seen(rule, person('homepage'))).toEqual(['redacted', 'redacted']);
    expect(seen(rule, person('agent'))).toEqual(['whole', 'whole']);
  });

  it('of lists is the departments within reach', () => {
    const { reach } = admit(READ, person('clerk:standesamt', 'clerk:wohngeld'));
    expect(departmentsWithin(reach)).toEqual(['standesamt', 'wohngeld']);
    expect(departmentsWithin(reach, 'wohngeld')).toEqual(['wohngeld']);
    expect(departmentsWithin(reach, 'ordnung')).toEqual([]);
    const all = admit(READ, person('privacy')).reach;
    expect([departmentsWithin(all), departmentsWithin(all, 'ordnung')]).toEqual([undefined, ['ordnung']]);
  });
});

describe('nobody is let in', () => {
  it('without sign-in', () => {
    expect(() => admit(READ, undefined)).toThrow(expect.objectContaining({ code: 'unauthorized' }));
  });

  it.each<[string, Rule, Caller]>([
    ['without a role', READ, person()],
    ['by another role', READ, person('editor', 'ops', 'homepage')],
    ['as a lead where clerks are meant', { own: ['clerk'] }, person('lead:standesamt')],
    ['as a department that is no person', { own: ['clerk'] }, department],
    ['as a frontend that is no agent', { any: ['agent'] }, frontend],
    ['where nobody is named', {}, person('agent', 'privacy')],
  ])('%s', (_what, rule, caller) => {
    expect(() => admit(rule, caller)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  it('without a reason where one is wanted, and is told so', () => {
    const rule: Rule = { withReason: ['lead'] };
    expect(() => admit(rule, person('lead:standesamt'))).toThrow(/Access-Reason: caller-asks, complaint/);
    expect(seen(rule, person('lead:standesamt'), 'complaint')).toEqual(['whole', 'whole']);
    expect(() => parseAccessReason('because')).toThrow(/Access-Reason must be one of/);
  });
});

describe('who is named in the log', () => {
  it.each<[Rule, Caller | undefined, object]>([
    [{ own: ['clerk', 'lead'] }, person('agent', 'lead:standesamt'), { type: 'clerk', id: 'anna' }],
    [{ any: ['agent'] }, person('clerk:standesamt', 'agent'), { type: 'agent', id: 'anna' }],
    [{ own: ['lead'], any: ['editor'] }, person('lead:standesamt', 'editor'), { type: 'editor', id: 'anna' }],
    [{ any: ['homepage'] }, person('homepage'), { type: 'frontend', id: 'anna' }],
    [{ any: ['frontend'] }, frontend, { type: 'frontend', id: 'demo' }],
    [{ own: ['department'] }, department, { type: 'department', id: 'standesamt' }],
    [{}, { kind: 'service', id: 'notify' }, { type: 'service', id: 'notify' }],
    [{ public: true }, undefined, { type: 'citizen', id: 'anybody' }],
  ])('by %j', (rule, caller, actor) => {
    expect(admit(rule, caller).actor).toEqual(actor);
  });
});

describe('an account on NATS', () => {
  it('is that of its owner, of nobody a service of ours, and never one that nobody knows', () => {
    expect(accountCaller('DEPT_melde-pass', 'tickets')).toEqual({ kind: 'department', id: 'melde-pass' });
    expect(accountCaller('FRONT_melde_pass', 'tickets')).toEqual({ kind: 'frontend', id: 'melde_pass' });
    expect(accountCaller(undefined, 'tickets')).toEqual({ kind: 'service', id: 'tickets' });
    for (const account of ['unknown', 'CORE', 'DEPT_', '']) {
      expect(() => accountCaller(account, 'tickets')).toThrow(expect.objectContaining({ code: 'forbidden' }));
    }
  });
});
