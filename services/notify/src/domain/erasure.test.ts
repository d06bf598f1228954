import { describe, expect, it } from '@jest/globals';
import type { Mail, OfficeMailContent, Task } from '@serviceportal/shared/contracts';
import { alreadyDone } from '@serviceportal/shared/decision';
import { Temporal } from '@serviceportal/shared/time';
import { eraseAgedMail, eraseAgedTask, eraseMail, eraseTask } from './erasure.ts';
import { nextStep } from './mail.ts';
import { ticketIdOf } from './mail-content.ts';

const AT = '2027-02-21T03:00:00+01:00';
const now = Temporal.ZonedDateTime.from('2027-02-21T03:00:00+01:00[Europe/Berlin]');
const CANARY = 'Zenobia';

const mail: Mail = {
  ...{ mailId: '0X8M4T6P-answer-1', state: 'queued', template: 'ticket-answer', messageId: '<1@city.example>' },
  citizen: { email: `${CANARY}@example.org` },
  content: {
    ...{ ticketId: '0X8M4T6P', departmentId: 'standesamt', departmentName: 'Standesamt', cityName: 'Musterstadt' },
    ...{ departmentNumber: '02151 86-2351', hotlineNumber: '02151 86-0', answerBy: 'email' },
    ...{ promiseBy: '2026-11-25T11:00:00+01:00', answer: CANARY },
  },
  ...{ queuedAt: '2026-11-24T10:00:00+01:00', tries: 0, revision: 1 },
};

const OFFICE: Omit<OfficeMailContent, 'tickets'> = {
  ...{ kind: 'office', departmentId: 'standesamt', departmentName: 'Standesamt' },
  ...{ cityName: 'Musterstadt', hotlineNumber: '02151 86-0' },
};

const task: Task = {
  ...{ taskId: '7K3Q9F2M-callback-1', departmentId: 'standesamt', ticketId: '7K3Q9F2M', kind: 'callback' },
  ...{ state: 'done', openedAt: '2026-11-24T09:00:00+01:00', clerkId: 'carl', result: `talked to ${CANARY}` },
  ...{ doneAt: '2026-11-24T09:10:00+01:00', revision: 3 },
};

describe('a mail whose recipient is forgotten', () => {
  it('keeps what it was and when, and is never sent', () => {
    const decision = eraseMail(mail, AT, 'asked');
    expect(JSON.stringify(decision)).not.toContain(CANARY);
    expect(decision).toMatchObject({
      state: { template: 'ticket-answer', state: 'failed', reply: { kind: 'erased' }, citizen: {}, erasedAt: AT },
    });
    const { state } = decision as { state: Mail };
    expect(nextStep(state, now)).toEqual({ do: 'nothing' });
  });

  it('to an office names the same tickets as before, and no longer to whom it went', () => {
    const line = {
      ticketId: '7K3Q9F2M',
      state: 'open',
      promiseBy: '2026-11-24T11:00:00+01:00',
      overdue: true,
    } as const;
    const content = { ...OFFICE, tickets: [line] };
    const escalation = { ...mail, template: 'escalation', citizen: {}, office: { email: CANARY }, content } as const;
    const { state } = eraseMail(escalation, AT, 'age') as { state: Mail };
    expect(state.content).toEqual(content);
    expect(ticketIdOf(state.content)).toBe('7K3Q9F2M');
    expect(state).not.toHaveProperty('office');
  });

  it.each(['sent', 'failed'] as const)('stays %s where it was', (state) => {
    expect(eraseMail({ ...mail, state }, AT, 'asked')).toMatchObject({ state: { state } });
  });

  it('goes by age', () => {
    expect(eraseAgedMail(mail, Temporal.Instant.from('2026-11-24T10:00:01+01:00'), AT)).toMatchObject({
      extra: { why: 'age' },
    });
    expect(eraseAgedMail(mail, Temporal.Instant.from('2026-11-24T10:00:00+01:00'), AT)).toBe(alreadyDone);
  });
});

describe('a task about somebody who is forgotten', () => {
  it('keeps department, kind and times; nobody has to do it any more', () => {
    const decision = eraseTask(task, AT, 'asked');
    expect(JSON.stringify(decision)).not.toContain(CANARY);
    expect(decision).toMatchObject({
      state: { state: 'done', doneAt: task.doneAt, result: 'other', kind: 'callback' },
    });
    const open = { ...task, state: 'open', doneAt: undefined } as const;
    expect(eraseTask(open, AT, 'asked')).toMatchObject({ state: { state: 'done', doneAt: AT, result: 'erased' } });
  });

  it.each([
    ['no-answer', 'no-answer'],
    ['planned-anew', 'planned-anew'],
    ['zenobia', 'other'],
    ['zenobia-quast', 'other'],
  ])('keeps of the result only what is known: %s becomes %s', (result, left) => {
    expect(eraseTask({ ...task, result }, AT, 'asked')).toMatchObject({ state: { result: left } });
  });

  it('goes by age once it is done', () => {
    const before = Temporal.Instant.from('2026-11-24T09:10:01+01:00');
    expect(eraseAgedTask(task, before, AT)).toMatchObject({ extra: { why: 'age' } });
    expect(eraseAgedTask({ ...task, state: 'open', doneAt: undefined }, before, AT)).toBe(alreadyDone);
  });
});
