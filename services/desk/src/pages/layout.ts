import { createHash } from 'node:crypto';
import { type Html, html, toText } from '@serviceportal/shared/html';
import { STYLE } from './style.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/**
 * No script, nothing from elsewhere, and only the one style sheet. Forms go to ourselves; `formTargets` are the origins that
 * their answers lead on to, which some browsers count as well.
 */
export function pagePolicy(formTargets: readonly string[] = []): string {
  const forms = ["'self'", ...formTargets].join(' ');
  return `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action ${forms}; frame-ancestors 'none'`;
}

/** A page of the desk, in German. */
export function page(title: string, body: Html): string {
  // The style sheet is hashed for the policy: it goes in as it is.
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${toText(html`${title}`)} – Serviceportal</title>
<style>${STYLE}</style>
</head>
<body>
${toText(body)}
</body>
</html>
`;
}

/** A short page that says what happened and how to go on. */
export function notice(title: string, text: string, onwards: { href: string; label: string }): string {
  return page(
    title,
    html`<main class="narrow">
      <h1>${title}</h1>
      <p>${text}</p>
      <p><a class="button" href="${onwards.href}">${onwards.label}</a></p>
    </main>`,
  );
}
