import { createHash } from 'node:crypto';
import { eventLinks, eventsConcerning, readList, writtenSections } from './docs-events.ts';
import { operationLinks, operationSections, schemaSections } from './docs-operations.ts';
import { STYLE } from './docs-style.ts';
import { type Html, html, toText } from './html.ts';
import type { OpenApiDocument } from './openapi-examples.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** No script, nothing from elsewhere, and only the one style sheet. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** What a service does, for whoever builds on it: its operations and the events that concern it, as one page. */
export function docsPage(service: string, document: OpenApiDocument): string {
  const { written, read } = eventsConcerning(service);
  const body = html`<header>
      <h1>${service}</h1>
      <p>
        What this service of the Serviceportal answers, writes and reads. The same for programs:
        <a href="openapi.json">openapi.json</a>.
      </p>
    </header>
    <nav aria-label="Contents">
      <ul>
        ${operationLinks(document)} ${written.length > 0 ? html`<li>Events it writes ${eventLinks(written)}</li>` : ''}
        ${read.length > 0 ? html`<li>Events it reads ${eventLinks(read)}</li>` : ''}
      </ul>
    </nav>
    <main>
      ${rules()}
      <h2>Operations</h2>
      ${operationSections(document)}
      <h2>Objects</h2>
      ${schemaSections(document)} ${written.length > 0 ? html`<h2>Events it writes</h2>` : ''}
      ${writtenSections(written)}
      ${
        read.length > 0
          ? html`<h2>Events it reads</h2>
              ${readList(read, service)}`
          : ''
      }
    </main>`;
  return page(`Serviceportal ${service}`, body);
}

/** What holds for every operation, so that it need not stand at each. */
function rules(): Html {
  return html`<h2>In general</h2>
    <dl>
      <dt>Form</dt>
      <dd>
        Bodies are JSON. Times are RFC 3339 with offset, lengths of time in milliseconds end in <code>Ms</code>. Unknown
        fields in a command are refused.
      </dd>
      <dt>Repeating</dt>
      <dd>
        A command takes an <code>Idempotency-Key</code>: the same key and body again give the same answer for seven
        days, with another body 422.
      </dd>
      <dt>Refusals</dt>
      <dd>
        <code>application/problem+json</code> (RFC 9457) with <code>type</code>, <code>title</code>,
        <code>status</code>, <code>detail</code>, and for bad input <code>errors</code>: each place and what is wrong
        there.
      </dd>
      <dt>Lists</dt>
      <dd>
        <code>limit</code> (at most 200) and <code>cursor</code>; the answer has <code>items</code> and, where there are
        more, <code>nextCursor</code>.
      </dd>
      <dt>Live feeds</dt>
      <dd>Server-sent events; after a break <code>Last-Event-ID</code> goes on where it ended.</dd>
      <dt>Over NATS</dt>
      <dd>
        Where a subject is named, a request to it does the same: path and query fields and
        <code>idempotencyKey</code> stand beside the body's fields, the header <code>status</code> holds the status.
      </dd>
      <dt>Events</dt>
      <dd>
        CloudEvents 1.0 in structured mode. Each carries what changed and the object after it, so nobody has to ask
        back. They may come twice and out of order; <code>revision</code> says which is newer.
      </dd>
      <dt>Watching</dt>
      <dd>
        <code>GET /health/live</code>, <code>GET /health/ready</code> (503 with what is missing),
        <code>GET /metrics</code> (Prometheus).
      </dd>
    </dl>`;
}

function page(title: string, body: Html): string {
  // The style sheet is hashed for the policy: it goes in as it is.
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${toText(html`${title}`)}</title>
<style>${STYLE}</style>
</head>
<body>
${toText(body)}
</body>
</html>
`;
}
