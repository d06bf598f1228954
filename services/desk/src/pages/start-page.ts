import { type Html, html } from '@serviceportal/shared/html';
import type { Session } from '../sign-in/session.ts';
import { page } from './layout.ts';

const SERVICES = [
  ['call-intake', 'Anrufe', 'Anrufe annehmen, beantworten und weiterverbinden'],
  ['knowledge', 'Wissen', 'Artikel und die Suche darin'],
  ['tickets', 'Vormerkungen', 'Rückrufe und Antworten, die Fachbereiche schulden'],
  ['notify', 'Nachrichten', 'E-Mails und Aufgaben der Fachbereiche'],
  ['directory', 'Fachbereiche', 'Zuständigkeiten, Zeiten, Schließungen und Besetzung'],
] as const;

/** Who is signed in, and where the services say what they do. */
export function startPage(session: Session | undefined): string {
  return page(
    'Start',
    html`<header>
        <div class="bar">
          <p class="name">Serviceportal</p>
          <div class="who">${session ? signedIn(session) : signedOut()}</div>
        </div>
      </header>
      <main>
        <h1>Das Servicetelefon der Stadt</h1>
        <p>
          Eine Nummer für alle Anliegen: Wer anruft, bekommt sofort eine Antwort, wird verbunden oder zurückgerufen.
        </p>
        <h2>Schnittstellen der Dienste</h2>
        <p class="soft">Für alle, die darauf aufbauen. Die Beschreibungen sind auf Englisch.</p>
        <ul class="cards">
          ${SERVICES.map(
            ([service, name, does]) =>
              html`<li>
                <h3><a href="/api/${service}/docs" hreflang="en">${name}</a></h3>
                <p>${does}</p>
              </li>`,
          )}
        </ul>
      </main>`,
  );
}

function signedIn({ name, roles }: Session): Html {
  return html`<p>
      Angemeldet als <strong>${name}</strong>${
        roles.length > 0 ? html`<br /><span class="soft">${roles.map(roleName).join(', ')}</span>` : ''
      }
    </p>
    <form method="post" action="/sign-out"><button class="quiet">Abmelden</button></form>`;
}

function signedOut(): Html {
  return html`<p>Nicht angemeldet</p>
    <a class="button" href="/sign-in">Anmelden</a>`;
}

const ROLES: Record<string, string> = {
  agent: 'Servicetelefon',
  clerk: 'Sachbearbeitung',
  lead: 'Leitung',
  editor: 'Redaktion',
  ops: 'Betrieb',
  privacy: 'Datenschutz',
  homepage: 'Homepage',
};

/** `clerk:standesamt` → `Sachbearbeitung (standesamt)`; what we don't know is said as it is. */
function roleName(role: string): string {
  const [kind = '', department] = role.split(':');
  const name = Object.hasOwn(ROLES, kind) ? ROLES[kind] : undefined;
  if (name === undefined) return role;
  return department === undefined ? name : `${name} (${department})`;
}
