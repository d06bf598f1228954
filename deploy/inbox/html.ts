const markup = Symbol('markup');

/** Text that is HTML already; everything else put into a page is escaped. */
export interface Html {
  readonly [markup]: string;
}

type Part = Html | string | number | Part[];

/** `` html`<b>${name}</b>` ``: values are escaped, except HTML made by this very function. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { [markup]: strings.map((text, index) => text + (index < parts.length ? show(parts[index]!) : '')).join('') };
}

export function toText(value: Html): string {
  return value[markup];
}

function show(part: Part): string {
  if (Array.isArray(part)) return part.map(show).join('');
  return typeof part === 'object' ? part[markup] : escape(String(part));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}

/** Ticket numbers and telephone numbers, which a hyphen or a space must not tear apart at the end of a line. */
const NUMBERS = /(\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|(?:\+|\b)\d+(?: \d+)+(?:-\d+)?\b)/;

/** Plain text whose numbers stay in one piece. */
export function unbroken(text: string): Html[] {
  return text
    .split(NUMBERS)
    .map((piece, index) => (index % 2 ? html`<span class="number">${piece}</span>` : html`${piece}`));
}

/** Plain text with its web addresses as links, its numbers in one piece. */
export function withLinks(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)])/)
    .map((piece, index) =>
      index % 2 ? html`<a href="${piece}" rel="noreferrer">${piece}</a>` : html`${unbroken(piece)}`,
    );
}
