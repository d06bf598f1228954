import { createHash } from 'node:crypto';
import { html, toText, type Html } from '@serviceportal/shared/html';
import { Temporal } from '@serviceportal/shared/time';
import { unbroken, withLinks } from './html.ts';
import type { Mail, Mailbox, MailSummary } from './mail.ts';
import { TRIAL_ADDRESSES } from './trial-addresses.ts';

const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 65%, transparent); }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p.soft, footer, time, .address { color: var(--soft); }
p.soft { margin-top: 0; }
.number { white-space: nowrap; }
ol { list-style: none; margin: 1.5rem 0; padding: 0; border-top: 1px solid var(--line); }
li a { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .75rem .5rem; border-bottom: 1px solid var(--line); color: inherit; text-decoration: none; }
li a:hover, li a:focus-visible { background: color-mix(in srgb, currentColor 7%, transparent); }
li strong { flex-basis: 100%; }
li strong, .to, .address { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 0; }
/* No script may measure the mail; its text, unseen in the same cell, says as much and makes the frame as high. */
.letter { display: grid; }
.letter > * { grid-area: 1 / 1; min-width: 0; }
.letter pre { visibility: hidden; max-width: 40rem; font: 1rem/1.5 sans-serif; padding: 1rem; }
iframe { width: 100%; height: 100%; min-height: 24rem; border: 1px solid var(--line); border-radius: .5rem; background: white; }
details { margin-top: 1rem; } summary { cursor: pointer; }
details pre { margin-top: .5rem; } pre.headers { font: .85rem/1.4 ui-monospace, monospace; }
footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-top: 1rem; font-size: .9rem; }
footer ul { padding-left: 1.2rem; } code { font-size: .95em; }
`;

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** No script at all, no foreign content, and only the one style sheet above. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
/** The HTML part of a mail: its own styles and embedded pictures, nothing from the network, no script. */
export const MAIL_POLICY = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const REAL_TIME = html`<p class="soft">
  <small>Zeiten dieser Seite sind echte Zeit; die Stadtuhr kann anders stehen.</small>
</p>`;

export function listPage(mails: MailSummary[], zone: string): string {
  const body = mails.length > 0 ? mailList(mails, zone) : html`<p>Noch keine E-Mail angekommen.</p>`;
  return page(
    'Posteingang',
    html`<h1>Posteingang</h1>
      <p class="soft">
        ${countOf(mails.length)}, neueste zuerst. Hier landet alles, was das System in der Entwicklung verschickt.
      </p>
      ${REAL_TIME}
      <main>${body}</main>`,
  );
}

function mailList(mails: MailSummary[], zone: string): Html {
  const entries = mails.map(
    (mail) =>
      html`<li>
        <a href="/mails/${mail.id}"
          ><strong>${subjectOf(mail)}</strong> ${timeOf(mail, zone)} <span class="to">an ${toOf(mail)}</span></a
        >
      </li>`,
  );
  return html`<ol>
    ${entries}
  </ol>`;
}

/** `thread`: the other mails about the same matter. */
export function mailPage(mail: Mail, thread: MailSummary[], zone: string): string {
  const fields: [string, Html[] | string][] = [
    ['Von', mailboxesOf(mail.from)],
    ['An', toOf(mail)],
    ['Kopie', mailboxesOf(mail.cc)],
    ['Anlagen', mail.attachments.map(({ filename, contentType }) => filename ?? contentType).join(', ')],
  ];
  const shown = fields
    .filter(([, value]) => value.length > 0)
    .map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    );
  const headers = Object.entries(mail.headers).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
  return page(
    mail.subject || '(ohne Betreff)',
    html`<p><a href="/">← Posteingang</a></p>
      <h1>${subjectOf(mail)}</h1>
      ${timeOf(mail, zone)} ${REAL_TIME}
      <dl>${shown}</dl>
      <main>${contentOf(mail)}</main>
      ${
        thread.length > 0
          ? html`<h2>Im selben Verlauf</h2>
              ${mailList(thread, zone)}`
          : ''
      }
      <h2>Technisches</h2>
      <details>
        <summary>Alle Kopfzeilen</summary>
        <pre class="headers">${headers.join('\n')}</pre>
      </details>
      <p><a href="/mails/${mail.id}/raw">Rohfassung (.eml)</a> · <a href="/api/mails/${mail.id}">JSON</a></p>`,
  );
}

/** What the citizen sees comes first; the text below it, unless it is all there is. */
function contentOf({ id, html: letter, text }: Mail): Html[] {
  const plain = text === null ? [] : [html`<pre>${withLinks(text)}</pre>`];
  if (letter === null) return plain;
  return [
    html`<div class="letter">
      <pre aria-hidden="true">${text ?? ''}</pre>
      <iframe sandbox="allow-popups" src="/mails/${id}/html" title="Die E-Mail"></iframe>
    </div>`,
    ...plain.map(
      (pre) =>
        html`<details>
          <summary>Textfassung</summary>
          ${pre}
        </details>`,
    ),
  ];
}

export function notFoundPage(): string {
  return page(
    'Nicht gefunden',
    html`<h1>Diese E-Mail gibt es nicht.</h1>
      <p><a href="/">Zum Posteingang</a></p>`,
  );
}

function page(title: string, content: Html): string {
  const trial = TRIAL_ADDRESSES.map(([address, effect]) => html`<li><code>${address}</code> ${effect}</li>`);
  return `<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
${toText(html`<title>${title} · Posteingang (Entwicklung)</title>`)}<style>${STYLE}</style></head>
<body>${toText(content)}
${toText(
  html`<footer>
    <p>Adressen zum Ausprobieren von Störungen:</p>
    <ul>
      ${trial}
    </ul>
    <p>Alles als JSON: <a href="/api/mails">/api/mails</a></p>
  </footer>`,
)}
</body></html>`;
}

function timeOf(mail: MailSummary, zone: string): Html {
  const local = Temporal.Instant.from(mail.receivedAt).toZonedDateTimeISO(zone);
  const shown = local.toLocaleString('de-DE', { dateStyle: 'medium', timeStyle: 'short' });
  return html`<time datetime="${mail.receivedAt}">${shown}</time>`;
}

function subjectOf(mail: MailSummary): Html[] {
  return unbroken(mail.subject || '(ohne Betreff)');
}

function toOf(mail: MailSummary): Html[] | string {
  return mail.to.length > 0 ? mailboxesOf(mail.to) : mail.recipients.join(', ');
}

function mailboxesOf(mailboxes: Mailbox[]): Html[] {
  return mailboxes.map(
    ({ name, address }, index) => html`${index > 0 ? ', ' : ''}${name} <span class="address">${address}</span>`,
  );
}

function countOf(count: number): string {
  return count === 1 ? 'Eine E-Mail' : `${count} E-Mails`;
}
