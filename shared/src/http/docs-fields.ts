import { type Html, html } from './html.ts';
import { type JsonSchema } from './docs-example.ts';

/** The fields of a schema as a list to read; objects inside stand below their field, named ones are linked to. */
export function fieldList(schema: JsonSchema): Html {
  if (schema.$ref) return html`<p class="fields">${linkTo(schema.$ref)}</p>`;
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) {
    return html`${alternatives.map(
      (alternative, index) =>
        html`<p class="soft">${index === 0 ? 'one of these:' : 'or'}</p>
          ${fieldList(alternative)}`,
    )}`;
  }
  const rows = rowsOf(schema, '');
  if (rows.length === 0) return html`<p class="fields">${typeOf(schema)}</p>`;
  return html`<ul class="fields">
    ${rows}
  </ul>`;
}

function rowsOf(schema: JsonSchema, prefix: string): Html[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    row(prefix + name, field, required.has(name)),
    ...rowsInside(field, prefix + name),
  ]);
}

function rowsInside(field: JsonSchema, name: string): Html[] {
  const inner = field.items ?? field;
  return rowsOf(inner, `${name}${field.items ? '[]' : ''}.`);
}

/** One named value: a field, or a parameter. */
export function row(name: string, schema: JsonSchema, required: boolean, description = schema.description): Html {
  return html`<li>
    <span><code>${name}</code>${required ? '' : html` <small>optional</small>`}</span>
    <span><span class="type">${typeOf(schema)}</span>${description ? html` ${prose(description)}` : ''}</span>
  </li>`;
}

/** Text in which `` `names` `` stand as they are written in programs. */
export function prose(text: string): Html {
  return html`${text.split('`').map((piece, index) => (index % 2 ? html`<code>${piece}</code>` : html`${piece}`))}`;
}

function typeOf(schema: JsonSchema): Html {
  if (schema.$ref) return linkTo(schema.$ref);
  if (schema.items) return html`list of ${typeOf(schema.items)}`;
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  if (schema.enum) return html`${schema.enum.map((value) => JSON.stringify(value)).join(' or ')}`;
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) {
    return html`${alternatives.map((each, index) => html`${index === 0 ? '' : ' or '}${typeOf(each)}`)}`;
  }
  return html`${schema.format ?? String(schema.type ?? 'anything')}${limitsOf(schema)}`;
}

function limitsOf({ minimum, maximum, maxLength }: JsonSchema): string {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `, at most ${maximum}` : '';
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? `, at least ${minimum}` : '';
  return `${least}${most}${maxLength === undefined ? '' : `, at most ${maxLength} characters`}`;
}

function alternativesOf({ anyOf, oneOf }: JsonSchema): JsonSchema[] {
  return anyOf ?? oneOf ?? [];
}

function linkTo(ref: string): Html {
  const name = ref.slice(ref.lastIndexOf('/') + 1);
  return html`<a href="#${anchorOf(ref)}">${name}</a>`;
}

/** `#/components/schemas/Call` → `schemas-Call`. */
export function anchorOf(ref: string): string {
  return ref.split('/').slice(-2).join('-');
}
