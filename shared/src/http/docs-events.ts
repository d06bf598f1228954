import { recordedExample } from '../contracts/example.ts';
import { aggregateName, eventSchemas, type JsonSchema as EventSchema } from '../contracts/json-schema.ts';
import { addressOf, EVENTS, type EventContract, isView, readersOf, writerOf } from '../contracts/index.ts';
import type { JsonSchema } from './docs-example.ts';
import { fieldList, prose } from './docs-fields.ts';
import { example } from './docs-operations.ts';
import { type Html, html } from './html.ts';

/** The events that concern one service: those it writes and those it reads. */
export interface ConcerningEvents {
  readonly written: readonly EventContract[];
  readonly read: readonly EventContract[];
}

export function eventsConcerning(service: string): ConcerningEvents {
  return {
    written: EVENTS.filter((event) => writerOf(event) === service),
    read: EVENTS.filter(
      (event) => writerOf(event) !== service && readersOf(event).some((by) => by.service === service),
    ),
  };
}

export function eventLinks(events: readonly EventContract[]): Html {
  return html`<ul>
    ${events.map(({ type }) => html`<li><a href="#${type}">${type}</a></li>`)}
  </ul>`;
}

/** What the service writes: everything about each event. */
export function writtenSections(events: readonly EventContract[]): Html[] {
  const schemas = eventSchemas('#/events/');
  const aggregates = new Set(events.map(({ aggregate }) => aggregateName(aggregate)));
  return [
    ...events.map((event) => eventSection(event, schemas)),
    ...[...aggregates, 'Citizen', 'TransferRequest', 'Handled']
      .filter((name) => events.length > 0 && schemas[name])
      .map(
        (name) =>
          html`<section id="events-${name}">
            <h3>${name} in events</h3>
            ${fieldList(schemas[name] as JsonSchema)}
          </section>`,
      ),
  ];
}

function eventSection(event: EventContract, schemas: Record<string, EventSchema>): Html {
  const readers = readersOf(event)
    .filter((durable) => !isView(durable))
    .map(({ name }) => html`<li><code>${name}</code></li>`);
  return html`<section id="${event.type}">
    <h3>${event.type} <small>version ${event.version}</small></h3>
    <p>${prose(event.summary)}</p>
    <p>In the stream ${event.aggregate.stream}: <code>${addressOf(event)}</code></p>
    ${
      readers.length > 0
        ? html`<p>Who reacts:</p>
            <ul>
              ${readers}
            </ul>`
        : html`<p>No durable reacts; copies in memory, lists and live feeds follow it.</p>`
    }
    <h4>Data</h4>
    ${fieldList(schemas[event.type] as JsonSchema)} ${example(recordedExample(event), 'A recorded example')}
  </section>`;
}

/** What the service reads: why it matters here, not how it looks. */
export function readList(events: readonly EventContract[], service: string): Html {
  return html`<ul class="fields">
    ${events.map(
      (event) =>
        html`<li>
          <span id="${event.type}"><code>${event.type}</code> <small>by ${writerOf(event)}</small></span>
          <span>
            ${prose(event.summary)}
            <span class="type"
              >${readersOf(event)
                .filter((durable) => durable.service === service)
                .map(({ name }) => name)
                .join(', ')}</span
            >
          </span>
        </li>`,
    )}
  </ul>`;
}
