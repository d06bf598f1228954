import type { Part } from './parts.ts';

/**
 * An article's Markdown as parts of a letter: headings, lists and paragraphs; of the marks within a line only the words
 * remain, links with their address.
 */
export function markdownParts(markdown: string): Part[] {
  const parts: Part[] = [];
  let lines: string[] = [];
  let items: string[] = [];

  function endBlock(): void {
    if (lines.length > 0) parts.push({ kind: 'paragraph', text: inline(lines.join(' ')) });
    if (items.length > 0) parts.push({ kind: 'list', items: items.map(inline) });
    lines = [];
    items = [];
  }

  for (const line of markdown.split(/\r?\n/)) {
    const text = line.trim();
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1];
    const item = /^(?:[-*+]|\d+[.)])\s+(.*)$/.exec(text)?.[1];
    if (heading !== undefined || text === '' || (item !== undefined && lines.length > 0)) endBlock();
    if (heading) parts.push({ kind: 'heading', level: 3, text: inline(heading) });
    else if (item) items.push(item);
    // A line that goes on with an item stands further in.
    else if (text && items.length > 0 && /^\s/.test(line)) items.push(`${items.pop()} ${text}`);
    else if (text && heading === undefined) {
      if (items.length > 0) endBlock();
      lines.push(text.replace(/^>\s?/, ''));
    }
  }
  endBlock();
  return parts;
}

/** The lengths are bounded so that a text full of opening marks is still read in one go. */
function inline(text: string): string {
  return text
    .replace(/!?\[([^\][]{0,300})\]\(([^()\s]{0,2000})\)/g, (_link, label: string, url: string) =>
      label === url ? url : `${label}: ${url}`,
    )
    .replace(/<(https?:[^<>]{0,2000})>/g, '$1')
    .replace(/`([^`]{0,300})`/g, '$1')
    .replace(/(\*\*|\*)(?=\S)(.{1,300}?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}/_])(__|_)(?=\S)(.{1,300}?)(?<=\S)\1(?![\p{L}\p{N}/_])/gu, '$2')
    .replace(/\s+/g, ' ')
    .trim();
}
