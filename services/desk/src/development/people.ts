/** Who can sign in at the development identity provider; the names are invented. */
export interface Person {
  /** The token's subject, and so the actor of what they do. */
  person: string;
  name: string;
  roles: readonly string[];
  /** What they do, for the page on which one is picked. */
  does: string;
}

export const PEOPLE: readonly Person[] = [
  { person: 'anna.agent', name: 'Anna Agent', roles: ['agent'], does: 'nimmt am Servicetelefon Anrufe an' },
  { person: 'bert.agent', name: 'Bert Agent', roles: ['agent'], does: 'nimmt am Servicetelefon Anrufe an' },
  {
    person: 'carl.standesamt',
    name: 'Carl Clemens',
    roles: ['clerk:standesamt'],
    does: 'bearbeitet Vormerkungen im Standesamt',
  },
  {
    person: 'cora.auslaender',
    name: 'Cora Celik',
    roles: ['clerk:auslaender'],
    does: 'bearbeitet Vormerkungen in der Ausländerbehörde',
  },
  { person: 'lea.standesamt', name: 'Lea Lindner', roles: ['lead:standesamt'], does: 'leitet das Standesamt' },
  { person: 'edda.editor', name: 'Edda Ernst', roles: ['editor'], does: 'pflegt das Wissen' },
  { person: 'otto.ops', name: 'Otto Okafor', roles: ['ops'], does: 'betreibt die Dienste' },
  { person: 'petra.privacy', name: 'Petra Pohl', roles: ['privacy'], does: 'kümmert sich um den Datenschutz' },
];

/** Not a person: the city's homepage, which makes Vormerkungen for citizens. It has tokens but cannot sign in. */
export const HOMEPAGE = { person: 'homepage', roles: ['homepage'] } as const;
