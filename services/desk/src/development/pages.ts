import { html } from '@serviceportal/shared/html';
import { page } from '../pages/layout.ts';
import { PEOPLE } from './people.ts';

/** One click signs in as somebody. */
export function choosePersonPage(action: string): string {
  return page(
    'Anmelden',
    html`<main class="narrow">
      <h1>Als wer möchten Sie sich anmelden?</h1>
      <p class="soft">
        Das ist der Anmeldedienst der Entwicklung: erfundene Leute, kein Passwort. Im Betrieb steht hier die Anmeldung
        der Stadt.
      </p>
      <form method="post" action="${action}">
        <ul class="people">
          ${PEOPLE.map(
            ({ person, name, does }) =>
              html`<li>
                <button name="person" value="${person}">
                  <strong>${name}</strong> <span>${does} · ${person}</span>
                </button>
              </li>`,
          )}
        </ul>
      </form>
    </main>`,
  );
}

/** `form` is the provider's own, whose id the buttons name. */
export function signOutPage(form: string): string {
  const body = html`<main class="narrow">
    <h1>Abmelden</h1>
    <p>Möchten Sie sich auch beim Anmeldedienst abmelden? Sonst genügt beim nächsten Mal ein Klick ohne Auswahl.</p>
    <div class="choice">
      <button form="op.logoutForm" name="logout" value="yes">Ja, abmelden</button>
      <button class="quiet" form="op.logoutForm">Nein, angemeldet bleiben</button>
    </div>
  </main>`;
  return page('Abmelden', body).replace('</body>', () => `${form}</body>`);
}
