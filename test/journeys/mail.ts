import { beforeAll, describe, expect, it } from '@jest/globals';
import { deskOf } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { get } from '../support/http.ts';
import { readInbox } from '../support/inbox.ts';
import type { TestSystem } from '../support/system.ts';

/** From the caller to the answer by mail, read back by another parser than the one that wrote it. */
export function answersByMail(started: () => TestSystem): void {
  let system: TestSystem;
  let desk: ReturnType<typeof deskOf>;

  beforeAll(() => {
    system = started();
    desk = deskOf(system);
  });

  const mailsTo = async (address: string) =>
    (await readInbox(system.urls.inbox!)).filter(({ to }) => [to].flat().some((each) => each?.text.includes(address)));

  async function ticketFor(email: string, emailConsent: boolean) {
    const { body } = await desk.call({
      takesLonger: true,
      fallback: 'email',
      citizen: { name: 'Jürgen Müßig', email, emailConsent },
    });
    if (!body.ticket) throw new Error(JSON.stringify(body));
    return body.ticket;
  }

  describe('the answer by mail', () => {
    it('reaches a citizen who agreed: number, text, umlauts, in the thread of the confirmation', async () => {
      const ticket = await ticketFor('juergen@example.org', true);
      expect(ticket).toMatchObject({ answerBy: 'email' });
      expect(ticket.callbackAt).toBeUndefined();
      const [confirmation] = await eventually(async () => {
        const mails = await mailsTo('juergen@example.org');
        expect(mails).toHaveLength(1);
        return mails;
      });
      expect(confirmation?.subject).toContain(ticket.display);
      expect(confirmation?.text).toContain(ticket.display);
      expect(confirmation?.text).not.toContain(ticket.pin);
      expect(confirmation?.text).not.toContain('Geburtsurkunde');

      const text = 'die Geburtsurkunde können Sie für 15 € online bestellen; sie kommt in fünf Tagen.';
      await desk.work(ticket.ticketId, 'answer', { by: 'email', text });
      const answer = await eventually(async () => {
        const mail = (await mailsTo('juergen@example.org')).find(({ inReplyTo }) => inReplyTo);
        expect(mail).toBeDefined();
        return mail!;
      });
      expect(answer.subject).toContain(ticket.display);
      expect(answer.text).toContain(text);
      expect(answer.html).toContain('können');
      expect(answer.inReplyTo).toBe(confirmation?.messageId);
      expect(answer.headers.get('auto-submitted')).toBe('auto-generated');
      expect(await mailsTo('juergen@example.org')).toHaveLength(2);
    });

    it('without consent only says that it is there', async () => {
      const ticket = await ticketFor('ohne@example.org', false);
      await desk.work(ticket.ticketId, 'answer', { by: 'email', text: 'Vertrauliches zur Urkunde' });
      const notice = await eventually(async () => {
        const mail = (await mailsTo('ohne@example.org')).find(({ inReplyTo }) => inReplyTo);
        expect(mail).toBeDefined();
        return mail!;
      });
      expect(notice.text).toContain(ticket.display);
      expect(`${notice.text}${String(notice.html)}`).not.toContain('Vertrauliches');
    });

    it('that the mail server refuses for good becomes a task for the department', async () => {
      const ticket = await ticketFor('permfail@example.org', true);
      await eventually(async () => {
        const { body } = await get<{ items: { ticketId: string; kind: string }[] }>(
          `${system.urls.notify}/tasks?departmentId=standesamt&state=open`,
        );
        expect(body.items).toContainEqual(
          expect.objectContaining({ ticketId: ticket.ticketId, kind: 'mail-undeliverable' }),
        );
      });
    });
  });
}
