/** What a letter is built from: written once, shown as plain text and as HTML, so both always say the same. */
export type Part =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** Lines with a label: numbers, names, times. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
  /** Somebody's own words, with their line breaks. */
  | { readonly kind: 'quote'; readonly text: string };

export function paragraph(text: string): Part {
  return { kind: 'paragraph', text };
}

/** The link to the page that shows a Vormerkung, where there is such a page. */
export function statusLink(label: string, url: string | undefined): Part[] {
  return url === undefined ? [] : [{ kind: 'link', label, url }];
}

/** An article below its title. */
export function articleParts({ title, body }: { title: string; body: readonly Part[] }): Part[] {
  return [{ kind: 'heading', level: 2, text: title }, ...body];
}

export function asText(parts: readonly Part[]): string {
  return plain(parts.map(textOf).join('\n\n')) + '\n';
}

function textOf(part: Part): string {
  switch (part.kind) {
    case 'paragraph':
      return part.text;
    case 'heading':
      return `${part.text}\n${(part.level === 2 ? '=' : '-').repeat(Math.min([...part.text].length, 60))}`;
    case 'list':
      return part.items.map((item) => `- ${item}`).join('\n');
    case 'facts':
      return part.rows.map(([label, value]) => `${label}: ${value}`).join('\n');
    case 'link':
      return `${part.label}:\n${part.url}`;
    case 'quote':
      return part.text.trim();
  }
}

/** A small page without tables, pictures or anything to load: it reads well in every mail program. */
export function asHtml(parts: readonly Part[], { language, title }: { language: string; title: string }): string {
  return `<!DOCTYPE html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 40em">
${parts.map(htmlOf).join('\n')}
</body>
</html>
`;
}

function htmlOf(part: Part): string {
  switch (part.kind) {
    case 'paragraph':
      return `<p>${lines(part.text, unbroken)}</p>`;
    case 'heading':
      return `<h${part.level} style="font-size: ${part.level === 2 ? 20 : 17}px; margin: 1.5em 0 0.5em">${unbroken(part.text)}</h${part.level}>`;
    case 'list':
      return `<ul>\n${part.items.map((item) => `<li>${unbroken(item)}</li>`).join('\n')}\n</ul>`;
    case 'facts':
      return `<p>${part.rows.map(([label, value]) => `${escapeHtml(label)}: <strong>${unbroken(value)}</strong>`).join('<br>\n')}</p>`;
    case 'link':
      return `<p>${escapeHtml(part.label)}:<br>\n<a href="${escapeHtml(part.url)}">${escapeHtml(part.url)}</a></p>`;
    case 'quote':
      return `<blockquote style="margin: 0; padding-left: 1em; border-left: 3px solid #888; overflow-wrap: anywhere">${lines(part.text.trim())}</blockquote>`;
  }
}

function lines(text: string, show = escapeHtml): string {
  return show(text).replaceAll('\n', '<br>\n');
}

/** Ticket numbers and telephone numbers, which a hyphen or a space must not tear apart at the end of a line. */
const NUMBERS = /(\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|(?:\+|\b)\d+(?: \d+)+(?:-\d+)?\b)/;

/** By style and not by special characters: what is copied is what stands there. */
function unbroken(text: string): string {
  return text
    .split(NUMBERS)
    .map((piece, index) =>
      index % 2 ? `<span style="white-space: nowrap">${escapeHtml(piece)}</span>` : escapeHtml(piece),
    )
    .join('');
}

/** One kind of line break, and no characters that steer a terminal or turn the reading direction round. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
