import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { readArticleFile } from './article-file.ts';

const root = path.join(import.meta.dirname, '../../../../deploy/cities');
const cities = readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

function filesIn(...folder: string[]): { file: string; text: string }[] {
  return readdirSync(path.join(root, ...folder)).map((name) => {
    const file = path.join(...folder, name);
    return { file, text: readFileSync(path.join(root, file), 'utf8') };
  });
}

/** Only what an article refers to; the directory reads the whole file. */
const TopicsOf = z.object({ departmentId: z.string(), topics: z.array(z.object({ topicId: z.string() })) });

describe.each(cities)('the articles of %s', (city) => {
  const articles = filesIn(city, 'articles').map(({ file, text }) => readArticleFile(file, text));

  it('belong to a topic of their department', () => {
    const known = filesIn(city, 'departments').flatMap(({ text }) => {
      const { departmentId, topics } = TopicsOf.parse(parse(text));
      return topics.map(({ topicId }) => `${departmentId}/${topicId}`);
    });
    const unknown = articles.filter(({ departmentId, topicId }) => !known.includes(`${departmentId}/${topicId}`));
    expect(unknown.map(({ articleId }) => articleId)).toEqual([]);
  });

  it('say that they are samples, to programs and to agents, and not to citizens', () => {
    const silent = articles.filter(
      ({ sample, internalNote = '' }) => !sample || !internalNote.includes('Beispielinhalt'),
    );
    expect(silent.map(({ articleId }) => articleId)).toEqual([]);
    expect(articles.filter(({ body }) => /Beispielinhalt|vor einer Auskunft/.test(body))).toEqual([]);
  });

  it('answer in the first sentence, before any heading', () => {
    expect(articles.filter(({ body }) => body.startsWith('#')).map(({ articleId }) => articleId)).toEqual([]);
  });
});

it('Krefeld has 15 articles, at least one for each department of the hotline', () => {
  const articles = filesIn('krefeld', 'articles').map(({ file, text }) => readArticleFile(file, text));
  const onboarded = filesIn('krefeld', 'departments').flatMap(({ text }) => {
    const { departmentId, onboardedOn } = z
      .object({ departmentId: z.string(), onboardedOn: z.string().optional() })
      .parse(parse(text));
    return onboardedOn === undefined ? [] : [departmentId];
  });
  expect(articles).toHaveLength(15);
  expect([...new Set(articles.map(({ departmentId }) => departmentId))].sort()).toEqual(onboarded.sort());
});

describe('an article file', () => {
  const fields = [
    'title: Hund anmelden',
    'topicId: hund',
    'departmentId: ordnung',
    'audience: public',
    'reviewBy: 2027-05-31',
  ];
  const file = (lines: string[], body = 'Bis zum Monatsende.') => `---\n${lines.join('\n')}\n---\n\n${body}\n`;

  it('needs only a few fields', () => {
    expect(readArticleFile('articles/hund-anmelden.md', file(fields))).toEqual({
      articleId: 'hund-anmelden',
      title: 'Hund anmelden',
      topicId: 'hund',
      departmentId: 'ordnung',
      audience: 'public',
      language: 'de',
      keywords: [],
      reviewBy: '2027-05-31',
      body: 'Bis zum Monatsende.',
    });
  });

  it('may come from any editor: byte order mark, CRLF, rulers in the text', () => {
    const text = `\uFEFF${file(fields, 'Eins.\n\n---\n\nZwei.')}`.replaceAll('\n', '\r\n');
    expect(readArticleFile('hund.md', text).body).toBe('Eins.\n\n---\n\nZwei.');
  });

  it.each([
    ['an unknown field', [...fields, 'topic: x'], 'hund.md:7: topic: Unrecognized key: "topic"'],
    ['a missing field', fields.slice(1), 'hund.md:2: title: Invalid input: expected string, received undefined'],
    ['an impossible day', [...fields.slice(0, 4), 'reviewBy: 2027-02-30'], 'hund.md:6: reviewBy: Invalid ISO date'],
    [
      'a script as a link',
      [...fields, 'links:', '  - label: x', '    url: javascript:alert(1)'],
      'hund.md:9: links.0.url: Invalid URL',
    ],
    [
      'a text with a colon in a list',
      [...fields, 'documents:', '  - für Kinder: Urkunde'],
      'hund.md:8: documents.0: Invalid input: expected string, received object (a text with ": " in it needs quotes around it)',
    ],
    [
      'a title with a colon',
      ['title: Hund: anmelden', ...fields.slice(1)],
      'hund.md:2: Nested mappings are not allowed in compact mappings (a text with ": " in it needs quotes around it)',
    ],
    ['nonsense', ['title: "x'], 'hund.md:2: Missing closing "quote'],
    ['a list for fields', ['- a'], 'hund.md:2: Invalid input: expected object, received array'],
  ])('with %s is refused with its place', (_what, lines, message) => {
    expect(() => readArticleFile('hund.md', file(lines))).toThrow(message);
  });

  it.each([
    ['without front matter', 'Hund anmelden', 'hund.md:1: the file must begin with ---'],
    ['that never closes it', '---\ntitle: x\n', 'hund.md:3: the file must begin with ---'],
    ['without text', file(fields, ''), 'hund.md:8: the text below the second --- is missing'],
    ['that is empty', '', 'hund.md:1: the file must begin'],
  ])('%s is refused with its place', (_what, text, message) => {
    expect(() => readArticleFile('hund.md', text)).toThrow(message);
  });

  it.each(['Hund.md', 'hund anmelden.md', 'hund.txt', '.md', `${'h'.repeat(65)}.md`])(
    'must not be named %s',
    (name) => {
      expect(() => readArticleFile(name, file(fields))).toThrow(/the name must be/);
    },
  );

  it('names every problem, one a line', () => {
    const text = file(fields.slice(2, 4));
    const named = (() => {
      try {
        return readArticleFile('hund.md', text);
      } catch (error) {
        return String((error as Error).message)
          .split('\n')
          .map((line) => line.split(': ')[1]);
      }
    })();
    expect(named).toEqual(['title', 'topicId', 'reviewBy']);
  });
});
