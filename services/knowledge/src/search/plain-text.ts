/** The readable text of a Markdown body, one block per line: marks gone, link texts kept, headings marked by `heading`. */
export function blocksOf(markdown: string): { text: string; heading: boolean }[] {
  const blocks: { text: string; heading: boolean }[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0) blocks.push({ text: inline(paragraph.join(' ')), heading: false });
    paragraph = [];
  };
  for (const line of markdown.split(/\r?\n/)) {
    const text = line.trim();
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1];
    const item = /^(?:[-*+]|\d+[.)])\s+(.*)$/.exec(text)?.[1];
    const quote = /^>\s?(.*)$/.exec(text)?.[1];
    if (heading !== undefined || item !== undefined || text === '') endParagraph();
    if (heading !== undefined) blocks.push({ text: inline(heading), heading: true });
    else paragraph.push(...[item ?? quote ?? text].filter((part) => part !== ''));
  }
  endParagraph();
  return blocks.filter(({ text }) => text !== '');
}

/** The same text in one string, for the index. */
export function plainText(markdown: string): string {
  return blocksOf(markdown)
    .map(({ text }) => text)
    .join('\n');
}

/** The lengths are bounded so that a text full of opening marks is still read in one go. */
function inline(text: string): string {
  return text
    .replace(/!?\[([^\][]{0,300})\]\([^()]{0,2000}\)/g, '$1')
    .replace(/`([^`]{0,300})`/g, '$1')
    .replace(/(\*\*|\*)(?=\S)(.{1,300}?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}])(__|_)(?=\S)(.{1,300}?)(?<=\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/<https?:[^<>]{0,2000}>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
