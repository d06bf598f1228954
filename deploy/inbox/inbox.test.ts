import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTransport, type Transporter } from 'nodemailer';
import { startInbox, type Inbox } from './inbox.ts';
import type { Mail, MailSummary } from './mail.ts';

let folder: string;
let inbox: Inbox;
let transport: Transporter;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inbox-test-'));
  await open();
});
afterEach(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  inbox = await startInbox({ SMTP_PORT: 0, PAGE_PORT: 0, INBOX_DIR: folder, CITY_ZONE: 'Europe/Berlin' });
  transport = createTransport(inbox.smtpUrl, { from: 'hotline@stadt.example' });
}
async function close(): Promise<void> {
  transport.close();
  await inbox.stop();
}

const get = (path: string) => fetch(new URL(path, inbox.pageUrl));
async function list(query = ''): Promise<MailSummary[]> {
  return ((await (await get(`/api/mails${query}`)).json()) as { mails: MailSummary[] }).mails;
}

const vormerkung = {
  to: { name: 'Jürgen <Groß>', address: 'juergen@example.org' },
  subject: 'Vormerkung 7K3Q-9F2M: Rückruf für Sie',
  text: 'Guten Tag,\n\nsiehe https://stadt.example/status.\n',
  html: '<p>Guten Tag <script>alert(1)</script></p>',
  messageId: '<ticket.7K3Q9F2M@stadt.example>',
};

describe('the inbox', () => {
  it('shows a mail as it was sent, also after a restart', async () => {
    await transport.sendMail(vormerkung);
    await close();
    await open();
    const [summary, ...more] = await list();
    expect(more).toEqual([]);
    const mail = (await (await get(`/api/mails/${summary!.id}`)).json()) as Mail;
    expect(mail).toMatchObject({
      subject: vormerkung.subject,
      from: [{ name: '', address: 'hotline@stadt.example' }],
      to: [vormerkung.to],
      recipients: ['juergen@example.org'],
      returnPath: 'hotline@stadt.example',
      messageId: vormerkung.messageId,
      text: vormerkung.text,
      html: expect.stringContaining('Guten Tag'),
    });
    expect(mail.headers['message-id']).toEqual([vormerkung.messageId]);
    expect(await (await get(`/mails/${mail.id}/raw`)).text()).toContain(
      '\r\nMessage-ID: <ticket.7K3Q9F2M@stadt.example>\r\n',
    );
  });

  it('lists the newest first, only those to one recipient if wanted, and forgets all when told', async () => {
    for (const to of ['a@example.org', 'b@example.org', 'a@example.org']) {
      await transport.sendMail({ to, subject: `an ${to}`, text: 'x' });
    }
    expect((await list()).map((mail) => mail.recipients[0])).toEqual([
      'a@example.org',
      'b@example.org',
      'a@example.org',
    ]);
    const ids = (await list('?to=A@example.org')).map((mail) => Number(mail.id));
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBeGreaterThan(ids[1]!);
    expect((await fetch(new URL('/api/mails', inbox.pageUrl), { method: 'DELETE' })).status).toBe(204);
    expect(await list()).toEqual([]);
  });

  it('has pages on which nothing of a mail is executed', async () => {
    await transport.sendMail({ ...vormerkung, subject: '<img src=x onerror=alert(1)>' });
    const [mail] = await list();
    for (const path of ['/', `/mails/${mail!.id}`]) {
      const response = await get(path);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      const page = await response.text();
      expect(page).toContain('&#60;img src=x onerror=alert(1)&#62;');
      expect(page).not.toMatch(/<img|<script/);
    }
    const part = await get(`/mails/${mail!.id}/html`);
    expect(part.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups; default-src 'none'/);
    expect((await get('/mails/1')).status).toBe(404);
    expect((await get('/mails/..%2f..%2fetc%2fpasswd/raw')).status).toBe(404);
  });

  it('shows first what the citizen sees, then the text, and who wrote it without marks of the format', async () => {
    await transport.sendMail({ ...vormerkung, from: { name: 'Stadt Krefeld', address: 'hotline@stadt.example' } });
    const [mail] = await list();
    const page = await (await get(`/mails/${mail!.id}`)).text();
    expect(page).toMatch(/<dd>\s*Stadt Krefeld <span class="address">hotline@stadt\.example<\/span>\s*<\/dd>/);
    expect(page).toMatch(/<iframe[^]*<summary>Textfassung<\/summary>/);
    expect(page).toContain('Vormerkung <span class="number">7K3Q-9F2M</span>: Rückruf');
    for (const path of ['/', `/mails/${mail!.id}`]) {
      expect(await (await get(path)).text()).toContain('die Stadtuhr kann anders stehen');
    }
  });

  it('shows with a mail the others of its thread', async () => {
    const inReplyTo = vormerkung.messageId;
    await transport.sendMail(vormerkung);
    await transport.sendMail({ ...vormerkung, subject: 'Neue Zeit', messageId: '<2@stadt.example>', inReplyTo });
    await transport.sendMail({ ...vormerkung, subject: 'Fremd', messageId: '<3@stadt.example>' });
    const [other, reply, first] = await list();
    const pageOf = async (mail: MailSummary) => (await get(`/mails/${mail.id}`)).text();
    expect(await pageOf(reply!)).toMatch(/Im selben Verlauf[^]*Rückruf für Sie/);
    expect(await pageOf(first!)).toMatch(/Im selben Verlauf[^]*Neue Zeit/);
    expect(await pageOf(other!)).not.toContain('Im selben Verlauf');
  });

  it('shows the text in the open where a mail has nothing else', async () => {
    await transport.sendMail({ ...vormerkung, html: undefined });
    const [mail] = await list();
    const page = await (await get(`/mails/${mail!.id}`)).text();
    expect(page).not.toMatch(/<iframe|Textfassung/);
    expect(page).toContain('Guten Tag,');
  });

  it.each([
    ['tempfail@example.org', 451],
    ['permfail@example.org', 550],
  ])('answers %s with %d', async (to, responseCode) => {
    await expect(transport.sendMail({ to, subject: 'x', text: 'x' })).rejects.toMatchObject({ responseCode });
    expect(await list()).toEqual([]);
  });

  it('keeps a mail whose confirmation is lost', async () => {
    const impatient = createTransport(inbox.smtpUrl, { from: 'hotline@stadt.example' });
    const sending = createTransport({ ...impatient.options, socketTimeout: 500 });
    await expect(sending.sendMail({ to: 'lostreply@example.org', subject: 'x', text: 'x' })).rejects.toThrow();
    expect(await list()).toHaveLength(1);
    impatient.close();
    sending.close();
  });
});
