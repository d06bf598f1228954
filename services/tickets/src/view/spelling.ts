const SPELLED = /[aou]e|ss|ß|[\s\S]/giu;
const UMLAUTS: Record<string, string> = { a: 'äÄ', o: 'öÖ', u: 'üÜ' };
const DIAERESIS = '\u0308';

/**
 * A pattern for the text in every way people and their keyboards write it: umlauts as one character or two, also as
 * `ue` or plain `u`, `ß` also as `ss`, other accents composed or not. To be used without regard to upper and lower case.
 */
export function anySpelling(text: string): string {
  return text.normalize('NFC').replace(SPELLED, spellingsOf);
}

function spellingsOf(written: string): string {
  if (/^(ss|ß)$/iu.test(written)) return '(?:ss|[ßẞ])';
  const vowel = written.normalize('NFD').charAt(0).toLowerCase();
  const umlauts = UMLAUTS[vowel];
  const isUmlaut = umlauts?.includes(written) || /^[aou]e?$/i.test(written);
  if (umlauts && isUmlaut) return `(?:${vowel}e|[${vowel}${umlauts}]${DIAERESIS}?)`;
  const apart = written.normalize('NFD');
  if (apart === written) return escaped(written);
  return `(?:${[written.toLowerCase(), written.toUpperCase(), apart].map(escaped).join('|')})`;
}

/** The text itself, whatever it means in a pattern. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
