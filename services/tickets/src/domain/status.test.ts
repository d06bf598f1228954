import { describe, expect, it } from '@jest/globals';
import type { Attempt, Ticket } from '@serviceportal/shared/contracts';
import { at, BERLIN, sampleTicket } from './sample-ticket.ts';
import { standingOf, statusOf, statusOfMerged } from './status.ts';

function status(changes: Partial<Ticket>, now = '2026-11-23 10:10') {
  return statusOf(sampleTicket(changes), contextAt(now));
}

function contextAt(now: string) {
  return { departmentName: 'Standesamt', hotlineNumber: '02151 86-0', now: at(now), zone: BERLIN };
}

const attempt = (result: Attempt['result']): Attempt => ({ at: '2026-11-23T10:40:00+01:00', clerkId: 'anna', result });
const text = { text: 'Ihre Urkunde liegt bereit.', at: '2026-11-23T11:00:00+01:00', clerkId: 'anna' };

describe('what citizens read', () => {
  it.each<[string, Partial<Ticket>, string, string]>([
    [
      'open',
      {},
      '2026-11-23 10:10',
      'Ihr Anliegen liegt dem Fachbereich Standesamt vor. Sie werden am Montag, 23. November 2026, zwischen 10:30 und 12:30 Uhr zurückgerufen.',
    ],
    [
      'taken, the window over',
      { state: 'taken' },
      '2026-11-23 12:30',
      'Ihr Anliegen wird vom Fachbereich Standesamt bearbeitet. Wir melden uns telefonisch bei Ihnen, spätestens am Dienstag, 24. November 2026, um 9:07 Uhr.',
    ],
    [
      'the promise missed',
      {},
      '2026-11-24 09:07',
      'Ihr Anliegen liegt dem Fachbereich Standesamt vor. Wir melden uns telefonisch bei Ihnen; leider dauert es länger als zugesagt. Dafür bitten wir um Entschuldigung.',
    ],
    [
      'by mail',
      { answerBy: 'email', callbackAt: undefined, callbackUntil: undefined },
      '2026-11-23 10:10',
      'Ihr Anliegen liegt dem Fachbereich Standesamt vor. Sie erhalten Ihre Antwort per E-Mail, spätestens am Dienstag, 24. November 2026, um 9:07 Uhr.',
    ],
    [
      'a wrong number',
      { callbackAt: undefined, callbackUntil: undefined, attempts: [attempt('wrong-number')] },
      '2026-11-23 11:00',
      'Ihr Anliegen liegt dem Fachbereich Standesamt vor. Unter der angegebenen Rufnummer konnten wir Sie nicht erreichen. Bitte rufen Sie uns unter 02151 86-0 an.',
    ],
    [
      'three tries in vain',
      { callbackAt: undefined, callbackUntil: undefined, attempts: [attempt('busy')], triesInVain: 3 },
      '2026-11-23 11:00',
      'Ihr Anliegen liegt dem Fachbereich Standesamt vor. Wir haben Sie telefonisch mehrfach nicht erreicht. Bitte rufen Sie uns unter 02151 86-0 an.',
    ],
    [
      'reached, the answer to come',
      { state: 'taken', callbackAt: undefined, callbackUntil: undefined, attempts: [attempt('reached')] },
      '2026-11-27 11:00',
      'Ihr Anliegen wird vom Fachbereich Standesamt bearbeitet. Wir haben am Montag, 23. November 2026 mit Ihnen telefoniert und kümmern uns weiter um Ihr Anliegen.',
    ],
    [
      'a wrong number, and another call agreed on',
      { attempts: [attempt('wrong-number')] },
      '2026-11-23 10:10',
      'Ihr Anliegen liegt dem Fachbereich Standesamt vor. Sie werden am Montag, 23. November 2026, zwischen 10:30 und 12:30 Uhr zurückgerufen.',
    ],
    [
      'overdue',
      { overdueAt: '2026-11-24T09:07:00+01:00', callbackAt: undefined, callbackUntil: undefined },
      '2026-11-24 09:08',
      'Ihr Anliegen liegt dem Fachbereich Standesamt vor. Wir melden uns telefonisch bei Ihnen; leider dauert es länger als zugesagt. Dafür bitten wir um Entschuldigung.',
    ],
    [
      'answered by phone',
      { state: 'answered', answer: { by: 'phone', ...text } },
      '2026-11-23 11:00',
      'Der Fachbereich Standesamt hat Ihr Anliegen am Montag, 23. November 2026 telefonisch beantwortet.',
    ],
    [
      'answered by mail',
      { state: 'answered', answer: { by: 'email', ...text } },
      '2026-11-23 11:00',
      'Der Fachbereich Standesamt hat Ihr Anliegen am Montag, 23. November 2026 per E-Mail beantwortet.',
    ],
    [
      'closed',
      { state: 'closed', outcome: 'Geheim' },
      '2026-11-23 11:00',
      'Ihr Anliegen beim Fachbereich Standesamt ist abgeschlossen.',
    ],
  ])('%s', (_, changes, now, wording) => expect(status(changes, now).wording).toBe(wording));

  it.each<[Attempt['result'], string]>([
    ['no-answer', 'Am Montag, 23. November 2026, um 10:40 Uhr haben wir Sie telefonisch leider nicht erreicht.'],
    ['reached', 'Am Montag, 23. November 2026, um 10:40 Uhr haben wir mit Ihnen telefoniert.'],
  ])('after an attempt: %s', (result, line) => {
    expect(status({ attempts: [attempt('busy'), attempt(result)] }).lastPublicLine).toBe(line);
  });

  it('after an answer by mail: its words, since not everybody gets them by mail', () => {
    const attempts = [attempt('no-answer')];
    const answer = { by: 'email', ...text } as const;
    expect(status({ state: 'answered', answer, attempts }).lastPublicLine).toBe(text.text);
    expect(status({ state: 'closed', answer, attempts, outcome: 'Geheim' }).lastPublicLine).toBe(text.text);
  });

  it('after an answer by phone: that call, and not what the clerk wrote down of it', () => {
    const answer = { by: 'phone', ...text, text: 'Geheim' } as const;
    const line = 'Am Montag, 23. November 2026, um 11:00 Uhr haben wir mit Ihnen telefoniert.';
    expect(status({ state: 'answered', answer }).lastPublicLine).toBe(line);
    expect(status({ state: 'answered', answer, attempts: [attempt('no-answer')] }).lastPublicLine).toBe(line);
    const sameSecond = [{ ...attempt('no-answer'), at: text.at }];
    expect(status({ state: 'answered', answer, attempts: sameSecond }).lastPublicLine).toBe(line);
  });

  it('has the window only as long as a callback may come', () => {
    expect(status({})).toMatchObject({ callbackAt: '2026-11-23T10:30:00+01:00', state: 'open' });
    expect(status({ state: 'closed', outcome: 'x' }).callbackAt).toBeUndefined();
  });

  it('holds neither name nor number, subject, question or what clerks write for themselves', () => {
    const ticket = {
      state: 'answered',
      answer: { by: 'phone', ...text, text: 'Geheim' },
      attempts: [{ ...attempt('no-answer'), note: 'Geheim' }],
      assignee: 'anna',
    } satisfies Partial<Ticket>;
    const shown = JSON.stringify([status(ticket), status({ state: 'closed', outcome: 'Geheim' }), status({})]);
    expect(shown).not.toMatch(/Erika|2164|erika@|Geburtsurkunde|Wo bekomme|Geheim|anna/);
  });
});

describe('a Vormerkung that another one holds', () => {
  const merged = (changes: Partial<Ticket>) => statusOfMerged(sampleTicket(changes), contextAt('2026-11-23 10:10'));

  it('shows how that one stands', () => {
    expect(merged({})).toEqual({
      state: 'open',
      wording:
        'Ihr Anliegen wurde mit einem weiteren zum selben Thema zusammengefasst. Ihr Anliegen liegt dem Fachbereich Standesamt vor. ' +
        'Sie werden am Montag, 23. November 2026, zwischen 10:30 und 12:30 Uhr zurückgerufen.',
      callbackAt: '2026-11-23T10:30:00+01:00',
      callbackUntil: '2026-11-23T12:30:00+01:00',
      promiseBy: '2026-11-24T09:07:00+01:00',
      canReopen: false,
    });
  });

  it('neither its number nor what was said there', () => {
    const answer = { by: 'email', ...text, text: 'Geheim' } as const;
    const shown = JSON.stringify([merged({ state: 'answered', answer }), merged({ attempts: [attempt('busy')] })]);
    expect(shown).not.toMatch(/Geheim|7K3Q|nicht erreicht/);
  });
});

describe('a Vormerkung whose data were erased', () => {
  const marker: Partial<Ticket> = {
    ...{ state: 'answered', subject: '', question: '', citizen: {}, erasedAt: '2027-02-23T03:00:00+01:00' },
    answer: { by: 'email', ...text, text: '' },
    attempts: [attempt('reached')],
  };

  it.each([
    ['asked for by its number', statusOf],
    ['by that of one merged with it', statusOfMerged],
  ])('%s: says that they are gone, offers nothing, and has no line left', (_, shownBy) => {
    expect(shownBy(sampleTicket(marker), contextAt('2027-02-24 10:00'))).toEqual({
      state: 'answered',
      wording:
        'Ihre Daten zu dieser Vormerkung wurden gelöscht, wie es das Gesetz vorsieht. ' +
        'Wenn Sie noch Fragen haben, rufen Sie uns bitte an.',
      promiseBy: '2026-11-24T09:07:00+01:00',
      canReopen: false,
    });
  });

  it('as the hotline sees it', () => {
    const { wording, lastPublicLine } = standingOf(sampleTicket(marker), contextAt('2027-02-24 10:00'));
    expect(wording).toContain('gelöscht');
    expect(lastPublicLine).toBeUndefined();
  });
});

it.each<[Partial<Ticket>, boolean]>([
  [{ state: 'answered' }, true],
  [{ state: 'closed', outcome: 'x' }, true],
  [{ state: 'answered', reopenedByCitizen: true }, false],
  [{ state: 'taken' }, false],
])('%j can be reopened by the citizen: %s', (changes, expected) => {
  expect(status(changes).canReopen).toBe(expected);
});
