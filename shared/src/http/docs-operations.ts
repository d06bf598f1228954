import { anchorOf, fieldList, prose, row } from './docs-fields.ts';
import { type Html, html } from './html.ts';
import type { Method, OpenApiDocument, OperationObject, Response } from './openapi-examples.ts';

interface Described extends OperationObject {
  method: Method;
  path: string;
}

function operationsOf({ paths }: OpenApiDocument): Described[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method as Method })),
  );
}

/** The table of contents: every operation under what it is about. */
export function operationLinks(document: OpenApiDocument): Html[] {
  const all = operationsOf(document);
  return document.tags.map(
    ({ name }) =>
      html`<li>
        ${name}
        <ul>
          ${all
            .filter(({ tags }) => tags.includes(name))
            .map((each) => html`<li><a href="#${each.operationId}">${nameOf(each)}</a></li>`)}
        </ul>
      </li>`,
  );
}

/** Every operation with its input, answers and examples. */
export function operationSections(document: OpenApiDocument): Html[] {
  const all = operationsOf(document);
  return document.tags.flatMap(({ name }) => all.filter(({ tags }) => tags.includes(name)).map(section));
}

/** The named objects that operations link to. */
export function schemaSections({ components }: OpenApiDocument): Html[] {
  return Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      html`<section id="${anchorOf(`schemas/${name}`)}">
        <h3>${name}</h3>
        ${schema.description ? html`<p>${prose(schema.description)}</p>` : ''} ${fieldList(schema)}
      </section>`,
  );
}

function nameOf({ method, path }: Described): Html {
  return html`<b class="method">${method.toUpperCase()}</b> <span class="path">${path}</span>`;
}

function section(operation: Described): Html {
  const { operationId, summary, requestBody, responses } = operation;
  // What holds for every command stands once, above.
  const parameters = (operation.parameters ?? []).filter(({ name }) => name !== 'Idempotency-Key');
  const subject = operation['x-nats-subject'];
  const body = requestBody?.content['application/json'];
  return html`<section id="${operationId}">
    <h3>${nameOf(operation)}</h3>
    <p>${prose(summary)}.${subject ? html` Over NATS: <code>${subject}</code>.` : ''}</p>
    ${
      parameters.length > 0
        ? html`<h4>Parameters</h4>
            <ul class="fields">
              ${parameters.map(({ name, schema, required = false, in: place, description = schema.description }) =>
                row(name, schema, required, `${place === 'path' ? '' : `(${place}) `}${description ?? ''}`),
              )}
            </ul>`
        : ''
    }
    ${
      body?.schema
        ? html`<h4>Body</h4>
            ${fieldList(body.schema)} ${example(body.example)}`
        : ''
    }
    ${Object.entries(responses)
      .filter(([status]) => Number(status) < 400)
      .map(([status, response]) => success(status, response))}
    <p>
      Refused with
      ${Object.entries(responses)
        .filter(([status]) => Number(status) >= 400)
        .map(([status, { description }], index) => html`${index === 0 ? '' : ', '}<b>${status}</b> ${description}`)}.
    </p>
  </section>`;
}

function success(status: string, { description, content = {} }: Response): Html {
  const [[type, body] = []] = Object.entries(content);
  return html`<h4>Answer ${status}${type === 'application/json' ? '' : ` ${description}`}</h4>
    ${body?.schema && type === 'application/json' ? html`${fieldList(body.schema)} ${example(body.example)}` : ''}`;
}

/** A value as JSON, folded in until somebody wants to see it. */
export function example(value: unknown, title = 'Example'): Html {
  if (value === undefined) return html``;
  return html`<details>
    <summary>${title}</summary>
    <pre>${JSON.stringify(value, null, 2)}</pre>
  </details>`;
}
