import { describe, expect, it } from '@jest/globals';
import { type Call, TransferRequested } from '@serviceportal/shared/contracts';
import type { Actor } from '@serviceportal/shared/identity';
import { after, CALLER, eventOf, given, NOW, transferOf } from './sample-call.ts';
import { EMAIL_CONSENT } from './email-consent.ts';
import { requestTransfer, type RequestTransfer } from './transfer.ts';

const anna: Actor = { type: 'agent', id: 'anna' };
const frontend: Actor = { type: 'frontend', id: 'pbx' };
const command: RequestTransfer = {
  transferId: 't1',
  departmentId: 'standesamt',
  subject: 'Geburtsurkunde',
  question: 'Wie lange dauert es?',
  citizen: { name: 'Erika Muster' },
  fallback: 'callback',
};
const answered = { agentId: 'anna', answeredAt: NOW };

function request(changes: Partial<RequestTransfer> = {}, call: Call | undefined = given(answered), actor = anna) {
  return requestTransfer({ ...command, ...changes }, call, actor, NOW);
}

describe('transfer', () => {
  it('asks for the department, with everything it needs to know', () => {
    const wish = { days: ['Mo' as const], from: '14:00', to: '16:00' };
    const decision = request({ topicId: 'geburtsurkunde', wish });
    const call = after(decision);
    expect(call).toMatchObject({ state: 'transferring', transfers: [{ transferId: 't1', outcome: 'pending' }] });
    const [type, extra] = eventOf(decision);
    expect(type).toBe('TransferRequested');
    expect(extra).toEqual({
      transferId: 't1',
      departmentId: 'standesamt',
      reason: 'asked',
      fallback: 'callback',
      request: call.transfers[0]?.request,
    });
    expect(call.transfers[0]?.request).toMatchObject({ topicId: 'geburtsurkunde', wish, subject: 'Geburtsurkunde' });
    const data = { ...extra, call: { ...call, revision: 2 }, handled: [] };
    expect(TransferRequested.data.safeParse(data).error).toBeUndefined();
  });

  it("calls back at the caller's own number, unless they gave another", () => {
    expect(after(request()).transfers[0]?.request.citizen).toMatchObject({ phone: CALLER, name: 'Erika Muster' });
    const given = after(request({ citizen: { phone: '+49215199999' } }));
    expect(given.transfers[0]?.request.citizen.phone).toBe('+49215199999');
  });

  it('keeps to what wording the caller agreed, when and how', () => {
    const citizen = { email: 'e@example.org', emailConsent: true };
    expect(after(request({ citizen, fallback: 'email' })).transfers[0]?.request.citizen.emailConsent).toEqual({
      wording: EMAIL_CONSENT,
      at: NOW,
      channel: 'phone',
    });
    const declined = after(request({ citizen: { ...citizen, emailConsent: false }, fallback: 'email' }));
    expect(declined.transfers[0]?.request.citizen.emailConsent).toBeUndefined();
  });

  it('passes on that the caller wants to hear of every change', () => {
    const citizen = { email: 'e@example.org', statusMails: true };
    expect(after(request({ citizen })).transfers[0]?.request.citizen).toMatchObject(citizen);
  });

  it('needs no department on the line when the answer takes longer', () => {
    const decision = request({ takesLonger: true });
    expect(eventOf(decision)[1]).toMatchObject({ reason: 'takes-longer' });
    expect(after(decision).transfers[0]).toMatchObject({ reason: 'takes-longer', outcome: 'pending' });
  });

  it('of a ringing call takes it, as the agent evidently speaks with the caller', () => {
    expect(after(request({}, given()))).toMatchObject({ agentId: 'anna', answeredAt: NOW });
    expect(after(request({}, given(), frontend))).toMatchObject({ agentId: undefined, answeredAt: NOW });
  });

  it('may follow another whose outcome is known', () => {
    const call = given({ ...answered, transfers: [transferOf('t0', { outcome: 'refused' })] });
    expect(after(request({}, call)).transfers.map(({ transferId }) => transferId)).toEqual(['t0', 't1']);
  });

  it.each<[string, Partial<RequestTransfer>, string]>([
    ['takesLonger without fallback', { takesLonger: true, fallback: 'none' }, 'fallback'],
    ['callback without phone', { fallback: 'callback' }, 'citizen.phone'],
    ['e-mail without address', { fallback: 'email' }, 'citizen.email'],
    ['status mails without address', { fallback: 'none', citizen: { statusMails: true } }, 'citizen.email'],
  ])('names what is wrong: %s', (_case, changes, path) => {
    const withheld = given({ ...answered, citizen: {} });
    expect(request(changes, withheld)).toMatchObject({ code: 'invalid', errors: [{ path }] });
  });

  it('without fallback needs neither phone nor address', () => {
    const withheld = given({ ...answered, citizen: {} });
    expect(after(request({ fallback: 'none', citizen: {} }, withheld)).state).toBe('transferring');
  });

  it.each<[string, Call | undefined, string]>([
    ['another transfer is under way', given({ ...answered, transfers: [transferOf('t0')] }), 'conflict'],
    ['the call is over', given({ ...answered, endedAt: NOW }), 'conflict'],
    ['the caller hung up', given({ endedAt: NOW }), 'conflict'],
    ['another agent has the call', given({ ...answered, agentId: 'bert' }), 'conflict'],
  ])('is refused: %s', (_case, call, code) => {
    expect(request({}, call)).toMatchObject({ code, detail: expect.stringMatching(/\.$/) });
  });

  it('of an unknown call is refused', () => {
    expect(requestTransfer(command, undefined, anna, NOW)).toMatchObject({ code: 'not-found' });
  });
});
