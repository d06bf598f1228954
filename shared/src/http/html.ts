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
