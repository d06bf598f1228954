import { createHash } from 'node:crypto';
import { type Html, html, toText } from '@serviceportal/shared/html';
import { displayTicketId } from '@serviceportal/shared/identity';
import type { PersonRecord } from '../domain/person-export.ts';
import { HAPPENINGS, whoDid } from '../domain/person-happenings.ts';
import { FIELDS, KINDS, LEFT_OUT, VALUES } from '../domain/person-words.ts';

const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#111}
h2{margin-top:2.5rem;border-bottom:2px solid #111}h3{margin:1.5rem 0 .5rem}
dl{margin:0}.row{display:flex;flex-wrap:wrap;column-gap:1rem;margin:.15rem 0}
dt{font-weight:600;flex:0 0 15rem}dd{margin:0;flex:1 1 16rem;overflow-wrap:anywhere;white-space:pre-wrap}
.wide{display:block}.wide>dd{padding-left:1rem;border-left:2px solid #bbb}dd dl{white-space:normal}
h2,h3{overflow-wrap:anywhere}ol{padding-left:1.5rem}li{margin-bottom:.75rem}@media print{body{margin:0;max-width:none}h3,li{break-inside:avoid-page}}`;
const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** No script, nothing from elsewhere, and only the one style sheet. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Names of departments and topics, where the directory knows them. */
export type NameOf = (field: string, id: string) => string | undefined;

/** Everything the city has of a person, to be read and printed. `asked` is what they were looked for by. */
export function personPage(
  asked: readonly string[],
  exportedAt: string,
  records: readonly PersonRecord[],
  nameOf: NameOf,
): string {
  const body = html`<h1>Auskunft nach Artikel 15 DSGVO</h1>
    <p>
      Gesucht nach: ${asked.join(', ')}. Stand: ${moment(exportedAt)}. ${String(records.length)}
      ${records.length === 1 ? 'Eintrag' : 'Einträge'}.
    </p>
    ${
      records.length === 0
        ? html`<p>Unter diesen Angaben sind im Servicetelefon der Stadt keine Daten gespeichert.</p>`
        : html`<p>
            Die Aufstellung enthält, was das Servicetelefon zu diesen Angaben gespeichert hat, mit dem Verlauf jedes
            Eintrags. Nicht aufgeführt sind interne Nummern und Zähler und die Kennungen der Beschäftigten.
          </p>`
    }
    ${records.map((record) => section(record, nameOf))}`;
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

function section({ kind, id, now, events }: PersonRecord, nameOf: NameOf): Html {
  const number = kind === 'ticket' ? ` ${displayTicketId(id)}` : '';
  return html`<h2>${KINDS[kind]}${number}</h2>
    ${fields(without(`${kind}Id`, now), nameOf)}
    <h3>Verlauf</h3>
    <ol>
      ${events.map(
        ({ type, at, by, changed }) =>
          html`<li>
            ${moment(at)}: ${HAPPENINGS[type] ?? type} (${whoDid(by)}) ${fields(without(`${kind}Id`, changed), nameOf)}
          </li>`,
      )}
    </ol>`;
}

/** Its own number stands above a record. */
function without(field: string, { [field]: _known, ...others }: Record<string, unknown>): Record<string, unknown> {
  return others;
}

/** What stands in nobody's list is shown by its own name: rather an odd word than something left unsaid. */
function fields(values: Record<string, unknown>, nameOf: NameOf): Html {
  const named = Object.entries(values).flatMap(([key, value]) => {
    const name = key.replace('event.', '');
    // What an event says of the record stands in the record.
    return key !== name && values[name] === value ? [] : [[name, value] as const];
  });
  const shown = named.filter(([name, value]) => value !== undefined && !LEFT_OUT.has(name) && !isEmpty(value));
  return html`<dl>
    ${shown.map(
      ([name, value]) =>
        html`<div class="${isWide(value) ? 'row wide' : 'row'}">
          <dt>${FIELDS[name] ?? name}</dt>
          <dd>${shownValue(name, value, nameOf)}</dd>
        </div>`,
    )}
  </dl>`;
}

const LONGEST_IN_A_ROW = 60;

/** Records within records and long texts stand below their label, over the whole width. */
function isWide(value: unknown): boolean {
  if (typeof value === 'string') return value.length > LONGEST_IN_A_ROW || value.includes('\n');
  if (Array.isArray(value)) return value.some(isWide);
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function shownValue(name: string, value: unknown, nameOf: NameOf): Html | string | (Html | string)[] {
  if (value === null) return '–';
  if (Array.isArray(value)) return value.map((each) => html`<div>${shownValue(name, each, nameOf)}</div>`);
  if (typeof value === 'object') return fields(value as Record<string, unknown>, nameOf);
  if (typeof value === 'boolean') return value ? 'ja' : 'nein';
  if (name === 'talkMs' && typeof value === 'number') return `${Math.round(value / 1_000)} Sekunden`;
  return typeof value === 'string' ? word(name, value, nameOf) : JSON.stringify(value);
}

const TICKET_NUMBERS = new Set(['ticketId', 'tickets', 'mergedInto', 'absorbed']);

function word(name: string, value: string, nameOf: NameOf): string {
  if (TICKET_NUMBERS.has(name)) return displayTicketId(value);
  const codes = VALUES[name];
  if (codes && Object.hasOwn(codes, value)) return codes[value]!;
  return nameOf(name, value) ?? moment(value);
}

/** A time as people read it; anything else as it is. */
function moment(text: string): string {
  const [, year, month, day, time] =
    /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.exec(text) ?? [];
  return year ? `${day}.${month}.${year}, ${time} Uhr` : text;
}
