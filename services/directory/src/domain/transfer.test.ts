import { describe, expect, it } from '@jest/globals';
import {
  type Transfer,
  TransferConnected,
  TransferRefused,
  type TransferRequest,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Happened } from '@serviceportal/shared/decision';
import fc from 'fast-check';
import { at, BERLIN, sampleDepartment } from '../../test/sample-department.ts';
import type { Availability } from './availability.ts';
import { decideTransfer, type RequestedTransfer } from './transfer.ts';

const now = { now: at('2026-11-23 10:00'), zone: BERLIN };
const department = sampleDepartment();
const request: TransferRequest = {
  subject: 'Geburtsurkunde',
  question: 'Wie lange dauert die Ausstellung?',
  citizen: { name: 'Anna Muster', phone: '+492151999999' },
  fallback: 'callback',
};
const opensAt = '2026-11-24T08:00:00+01:00';

function decide(
  reason: RequestedTransfer['reason'],
  state: Availability['state'],
  changes: Partial<TransferRequest> = {},
  requestedAt = '2026-11-23T09:59:59+01:00',
): Happened<Transfer> {
  const requested: RequestedTransfer = {
    transferId: 'transfer-1',
    callId: 'call-1',
    reason,
    requestedAt,
    request: { ...request, ...changes },
  };
  const availability: Availability = {
    state,
    number: department.centralNumber,
    ...(state !== 'open' && { opensAt }),
  };
  return decideTransfer(requested, department, availability, now, undefined) as Happened<Transfer>;
}

describe('a transfer', () => {
  it.each<[RequestedTransfer['reason'], Availability['state'], string]>([
    ['asked', 'open', 'connected'],
    ['asked', 'closed', 'closed'],
    ['asked', 'unstaffed', 'unstaffed'],
    ['asked', 'not-onboarded', 'not-onboarded'],
    ['takes-longer', 'open', 'takes-longer'],
    ['takes-longer', 'closed', 'takes-longer'],
    ['takes-longer', 'unstaffed', 'takes-longer'],
    ['takes-longer', 'not-onboarded', 'not-onboarded'],
    ['no-answer', 'open', 'no-answer'],
    ['no-answer', 'closed', 'no-answer'],
    ['no-answer', 'unstaffed', 'no-answer'],
    ['no-answer', 'not-onboarded', 'not-onboarded'],
  ])('%s while %s: %s', (reason, state, outcome) => {
    const { contract, state: transfer } = decide(reason, state);
    expect(contract).toBe(outcome === 'connected' ? TransferConnected : TransferRefused);
    expect(transfer.reason ?? transfer.outcome).toBe(outcome);
    expect(transfer).toMatchObject({
      number: '+492151862351',
      directoryRevision: 3,
      decidedAt: '2026-11-23T10:00:00+01:00',
    });
  });

  it('that is connected carries number and briefing', () => {
    expect(decide('asked', 'open').extra).toEqual({
      number: '+492151862351',
      briefing: 'Standesamt – Anna Muster: Geburtsurkunde. Wie lange dauert die Ausstellung?',
    });
  });

  it.each<[Partial<TransferRequest>, string]>([
    [{ citizen: {} }, 'Standesamt – Geburtsurkunde. Wie lange dauert die Ausstellung?'],
    [{ citizen: {}, subject: 'Urkunde weg!', question: '' }, 'Standesamt – Urkunde weg!'],
  ])('briefs on %j', (changes, briefing) => {
    expect(decide('asked', 'open', changes).state.briefing).toBe(briefing);
  });

  it.each<[string, Availability['state'], string]>([
    ['2026-11-23T09:58:00+01:00', 'open', 'connected'],
    ['2026-11-23T09:57:59+01:00', 'open', 'takes-longer'],
    ['2026-11-23T09:57:59+01:00', 'closed', 'closed'],
    ['2026-11-23T09:57:59+01:00', 'not-onboarded', 'not-onboarded'],
  ])('that could only be decided late puts nobody through: asked %s, %s', (requestedAt, state, outcome) => {
    const { state: transfer } = decide('asked', state, {}, requestedAt);
    expect(transfer.reason ?? transfer.outcome).toBe(outcome);
  });

  it('that is refused says why, until when, and by which revision', () => {
    expect(decide('asked', 'closed').extra).toEqual({ reason: 'closed', opensAt, directoryRevision: 3 });
  });

  it.each<RequestedTransfer['reason']>(['asked', 'takes-longer', 'no-answer'])(
    'that is refused (%s) says until when nobody is there, for whoever plans the callback',
    (reason) => {
      const absentUntil = '2026-11-23T15:00:00+01:00';
      const requested = { transferId: 't1', callId: 'c1', reason, requestedAt: '2026-11-23T09:59:59+01:00', request };
      const absent = { state: 'unstaffed', number: department.centralNumber, absentUntil } as const;
      const decided = decideTransfer(requested, department, absent, now, undefined);
      expect(decided).toMatchObject({ contract: TransferRefused, state: { absentUntil } });
    },
  );

  it('stays as it was decided, whatever comes again in whatever order', () => {
    const reasons = fc.constantFrom<RequestedTransfer['reason']>('asked', 'takes-longer', 'no-answer');
    const states = fc.constantFrom<Availability['state']>('open', 'closed', 'unstaffed', 'not-onboarded');
    fc.assert(
      fc.property(reasons, states, reasons, states, (reason, state, later, laterState) => {
        const first = { ...decide(reason, state).state, revision: 1 };
        const again: RequestedTransfer = { ...first, callId: 'call-1', reason: later, request };
        const availability = { state: laterState, number: department.centralNumber };
        expect(decideTransfer(again, department, availability, now, first)).toBe(alreadyDone);
      }),
    );
  });
});
