const SEPARABLE = 'ab|an|auf|aus|bei|ein|fest|heim|los|mit|nach|um|vor|weg|weiter|zu|zuruck';
const PARTICIPLE = new RegExp(`^(${SEPARABLE})(?:ge|zu)(.{3,}?)(?:e?t|en)$`);

/**
 * The infinitive behind a separable verb's participle or zu-form, folded: umgemeldet, umzumelden → ummelden.
 * A guess to look up, since no rule tells strong verbs (weggezogen) from weak ones.
 */
export function infinitiveOf(folded: string): string | undefined {
  const [, prefix, root] = PARTICIPLE.exec(folded) ?? [];
  return prefix === undefined || root === undefined ? undefined : `${prefix}${root}en`;
}
