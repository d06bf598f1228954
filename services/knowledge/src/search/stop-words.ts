import { fold } from './fold.ts';

/** Words that carry no concern: German function words, and what callers say around their question. */
const WORDS = `
  ab aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus
  bei beim bereits bin bis bisschen bitte brauch brauche brauchen braucht
  da dabei dafür daher dann daran darauf darf dürfen das dass davon dazu dein deine dem den denn der des deshalb
  die dies diese diesem diesen dieser dieses doch dort du durch
  eben ein eine einem einen einer eines einfach einmal er erst es etwa etwas euch euer eure
  für
  gar gegen geben geht gerade gern gerne gibt gleich guten
  hab habe haben hallo hat hatte hätte hätten her hier hin hinter hier
  ich ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in ins irgendwie ist
  ja je jede jedem jeden jeder jedes jemand jetzt
  kann kannst kein keine keinem keinen keiner können könnte könnten krieg kriege kriegt
  lassen lässt
  mache machen macht mal man mein meine meinem meinen meiner meines mich mir mit möchte möchten moin muss müssen müsste
  nach nämlich neben nein nicht nichts noch nun nur
  ob oben oder ohne
  schon sehr sein seine seinem seinen seiner seines seit selbst sich sie sind so sobald sogar soll sollen sollte sonst sowie
  tag trotz trotzdem tun tut
  über um und uns unser unsere unserem unseren unserer unten unter
  viel vielleicht vom von vor
  während wann war wäre waren warum was wegen weil welche welchem welchen welcher welches wem wen wenn wer werde werden weshalb wessen
  wie wieso will wir wird wo wobei wofür woher wohin wollen wollte womit worden wozu wurde würde würden
  zu zum zur zwar
  bekomme bekommen bekommt beim frage weiß wissen finde finden ganz mehr
`;

const STOP_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/).map(fold));

/** Whether a folded word says nothing about the concern. */
export function isStopWord(folded: string): boolean {
  return STOP_WORDS.has(folded);
}
