import { createHash } from 'node:crypto';
import type { RecordKind } from '@serviceportal/shared/contracts';
import { type Html, html, toText } from '@serviceportal/shared/html';
import type { PersonRecord } from '../domain/person-export.ts';

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#111}
h2{margin-top:2.5rem;border-bottom:2px solid #111}h3{margin:1.5rem 0 .5rem}
dl{display:grid;grid-template-columns:minmax(9rem,14rem) 1fr;gap:.15rem 1rem;margin:0}
dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}dd dl{white-space:normal}
ol{padding-left:1.5rem}@media print{body{margin:0;max-width:none}h3,li{break-inside:avoid-page}}`;
const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** No script, nothing from elsewhere, and only the one style sheet. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const KINDS: Record<RecordKind, string> = {
  ticket: 'Vormerkung',
  call: 'Anruf',
  transfer: 'Weiterleitung',
  mail: 'E-Mail',
  task: 'Aufgabe des Fachbereichs',
  report: 'Meldung der Telefonanlage, die nicht gelesen werden konnte',
};

/** What citizens read in the place of field names; what stands nowhere here is shown by its name. */
const FIELDS: Record<string, string> = {
  state: 'Stand',
  subject: 'Betreff',
  question: 'Anliegen',
  answer: 'Antwort',
  text: 'Wortlaut',
  citizen: 'Ihre Angaben',
  name: 'Name',
  phone: 'Telefon',
  email: 'E-Mail-Adresse',
  emailConsent: 'Einwilligung in Antworten per E-Mail',
  wording: 'Wortlaut der Einwilligung',
  channel: 'Erklärt über',
  language: 'Sprache',
  departmentId: 'Fachbereich',
  topicId: 'Thema',
  openedAt: 'Aufgenommen am',
  promiseBy: 'Antwort zugesagt bis',
  callbackAt: 'Rückruf ab',
  callbackUntil: 'Rückruf bis',
  closedAt: 'Abgeschlossen am',
  outcome: 'Ergebnis',
  attempts: 'Anrufe bei Ihnen',
  note: 'Notiz',
  additions: 'Nachfragen',
  receivedAt: 'Eingegangen am',
  answeredAt: 'Angenommen am',
  endedAt: 'Beendet am',
  transfers: 'Weiterleitungen',
  request: 'Aufgenommenes Anliegen',
  briefing: 'Mitteilung an den Fachbereich',
  template: 'Art der E-Mail',
  sentAt: 'Gesendet am',
  queuedAt: 'Erstellt am',
  content: 'Inhalt',
  wish: 'Rückrufwunsch',
  resolution: 'Auskunft',
};

/** Everything the city has of a person, to be read and printed. `asked` is what they were looked for by. */
export function personPage(asked: readonly string[], exportedAt: string, records: readonly PersonRecord[]): string {
  const body = html`<h1>Auskunft nach Artikel 15 DSGVO</h1>
    <p>
      Gesucht nach: ${asked.join(', ')}. Stand: ${moment(exportedAt)}. ${String(records.length)}
      ${records.length === 1 ? 'Eintrag' : 'Einträge'}.
    </p>
    ${
      records.length === 0
        ? html`<p>Unter diesen Angaben sind im Servicetelefon der Stadt keine Daten gespeichert.</p>`
        : html`<p>
            Die Aufstellung enthält alle Daten, die das Servicetelefon zu diesen Angaben gespeichert hat, mit dem
            Verlauf jedes Eintrags.
          </p>`
    }
    ${records.map(section)}`;
  return `<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Auskunft nach Artikel 15 DSGVO</title>
<style>${STYLE}</style>
</head>
<body>
${toText(body)}
</body>
</html>
`;
}

function section({ kind, id, now, events }: PersonRecord): Html {
  return html`<h2>${KINDS[kind]} ${id}</h2>
    ${fields(now)}
    <h3>Verlauf</h3>
    <ol>
      ${events.map(({ type, at, by, changed }) => html`<li>${moment(at)}: ${type} (${by}) ${fields(changed)}</li>`)}
    </ol>`;
}

function fields(values: Record<string, unknown>): Html {
  const shown = Object.entries(values).filter(([, value]) => value !== undefined);
  return html`<dl>
    ${shown.map(
      ([name, value]) =>
        html`<dt>${FIELDS[name.replace('event.', '')] ?? name}</dt>
          <dd>${shownValue(value)}</dd>`,
    )}
  </dl>`;
}

function shownValue(value: unknown): Html | string | (Html | string)[] {
  if (value === null) return '–';
  if (Array.isArray(value)) return value.map((each) => html`<div>${shownValue(each)}</div>`);
  if (typeof value === 'object') return fields(value as Record<string, unknown>);
  if (typeof value === 'boolean') return value ? 'ja' : 'nein';
  return typeof value === 'string' ? moment(value) : JSON.stringify(value);
}

/** A time as people read it; anything else as it is. */
function moment(text: string): string {
  const [, year, month, day, time] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(text) ?? [];
  return year ? `${day}.${month}.${year}, ${time} Uhr` : text;
}
