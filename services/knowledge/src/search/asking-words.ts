import { fold } from './fold.ts';
import { stem } from './stem.ts';
import { infinitiveOf } from './verbs.ts';

/** What is asked about any concern: what it costs, what to bring, how long it takes, how to apply for it. */
const WORDS = `
  kosten kostet gebühr gebühren preis preise teuer bezahlen zahlen
  unterlagen dokument dokumente formular formulare benötigen benötige benötigt mitbringen
  dauer dauern dauert lange schnell frist fristen termin termine öffnungszeiten
  antrag anträge beantragen beantragt beantragung anmelden anmeldung
`;

const STEMS: ReadonlySet<string> = new Set(
  WORDS.trim()
    .split(/\s+/)
    .map((word) => stem(fold(word))),
);

/** Whether a folded word asks for what every article has, and so says little about which one is meant. */
export function isAskingWord(folded: string): boolean {
  return STEMS.has(stem(folded)) || STEMS.has(stem(infinitiveOf(folded) ?? folded));
}
