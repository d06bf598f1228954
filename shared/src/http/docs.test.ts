import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleOf, type JsonSchema } from './docs-example.ts';
import { fieldList, prose } from './docs-fields.ts';
import { docsPage } from './docs-page.ts';
import { html, toText } from './html.ts';
import { openApiOf } from './openapi.ts';
import { sampleRules, startSample, type Sample } from './sample-service.ts';

describe('an example', () => {
  const Named: JsonSchema = { type: 'object', properties: { ticketId: { type: 'string' } } };
  it.each<[string, JsonSchema, string, unknown]>([
    ['its own', { type: 'string', examples: ['so'] }, 'any', 'so'],
    ['a constant', { const: 'hotline' }, 'line', 'hotline'],
    ['one of several', { enum: ['a', 'b'] }, 'any', 'a'],
    ['what is known of the field', { type: 'string' }, 'departmentId', 'standesamt'],
    ['what is known and fits', { type: 'string', pattern: '^\\+' }, 'phone', '+492151770123'],
    ['a time', { type: 'string', format: 'date-time' }, 'openedAt', '2026-11-23T10:00:00+01:00'],
    ['a number that is large enough', { type: 'integer', minimum: 5 }, 'seats', 5],
    ['a list of one', { type: 'array', items: { type: 'string' } }, 'articleIds', ['geburtsurkunde-beantragen']],
    ['a pair', { type: 'array', prefixItems: [{ type: 'integer' }, { type: 'integer' }] }, 'span', [1, 1]],
    ['what a reference names', { $ref: '#/components/schemas/Named' }, 'any', { ticketId: '7K3Q9F2M' }],
    ['the first of alternatives', { oneOf: [{ const: 1 }, { const: 2 }] }, 'any', 1],
    [
      'an object, without what nothing is known of',
      { type: 'object', properties: { name: { type: 'string' }, odd: { type: 'string', pattern: '^!{9}$' } } },
      'citizen',
      { name: 'Erika Mustermann' },
    ],
    ['nothing, where a field that is needed has none', requiring('^!{9}$'), 'any', undefined],
    [
      'a department by its name',
      { type: 'object', properties: { departmentId: { type: 'string' }, name: { type: 'string' } } },
      'any',
      { departmentId: 'standesamt', name: 'Standesamt' },
    ],
  ])('is %s', (_what, schema, name, expected) => {
    expect(exampleOf(schema, name, { Named })).toEqual(expected);
  });

  function requiring(pattern: string): JsonSchema {
    return { type: 'object', properties: { odd: { type: 'string', pattern } }, required: ['odd'] };
  }
});

describe('fields on the page', () => {
  it('stand below each other, with what is optional and what they are', () => {
    const inner: JsonSchema = { type: 'object', properties: { at: { type: 'string', format: 'date' } } };
    const schema: JsonSchema = {
      type: 'object',
      required: ['a'],
      properties: { a: { type: 'array', items: inner }, b: { $ref: '#/components/schemas/Call' }, c: { enum: [1, 2] } },
    };
    const text = toText(fieldList(schema)).replace(/\s+/g, ' ');
    expect(text).toContain('<code>a</code></span> <span><span class="type">list of object');
    expect(text).toContain('<code>a[].at</code> <small>optional</small>');
    expect(text).toContain('<a href="#schemas-Call">Call</a>');
    expect(text).toContain('1 or 2');
  });

  it('of alternatives stand apart', () => {
    const text = toText(fieldList({ oneOf: [{ type: 'object', properties: { x: {} } }, { const: 'y' }] }));
    expect(text).toMatch(/one of these:[^]*<code>x<\/code>[^]*or[^]*&#34;y&#34;/);
  });

  it('are described in words that hold no HTML', () => {
    expect(toText(html`${prose('`a` < b')}`)).toBe('<code>a</code> &#60; b');
  });
});

describe('/docs', () => {
  let service: Sample;
  beforeAll(async () => void (service = await startSample()));
  afterAll(() => service.life.close());

  it('is one page without scripts, under a policy that allows only its own style', async () => {
    const response = await fetch(`${service.url}/docs`);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect(await response.text()).not.toMatch(/<script| on\w+=| style=/);
  });

  it('names every operation with its subject, and every event that concerns the service', () => {
    const { operations, streams } = service;
    const page = docsPage(
      'call-intake',
      openApiOf({ service: 'call-intake', operations: Object.values(operations), streams, rules: sampleRules }),
    );
    for (const { name, path } of [...Object.values(operations), ...streams]) {
      expect(page).toContain(`id="${name}"`);
      expect(page).toContain(path.replace(/:(\w+)/g, '{$1}'));
    }
    expect(page).toContain('cmd.call-intake.receive');
    for (const event of ['CallReceived', 'CallTicketed', 'TicketOpened', 'TransferRefused']) {
      expect(page).toContain(`id="${event}"`);
    }
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, anchor]) => anchor!);
    expect(targets.filter((anchor) => !page.includes(`id="${anchor}"`))).toEqual([]);
  });
});
