/**
 * One spelling for all ways to type a German word: lower case, `ü` and `ue` → `u`, `ß` → `ss`, no accents.
 * `ue` stays after a vowel or q, where it is no umlaut (neue, Steuer, Quelle).
 */
export function fold(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[äæ]/g, 'a')
    .replace(/[öœ]/g, 'o')
    .replace(/ü/g, 'u')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ae/g, 'a')
    .replace(/oe/g, 'o')
    .replace(/(?<![aeiouyq])ue/g, 'u');
}
