import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { oneLine } from '@serviceportal/shared/contracts';
import fc from 'fast-check';
import { type CityDocument, compare } from './city-document.ts';
import { fileText } from './file-text.ts';
import { articleDocument, departmentDocument, folderDocuments } from './folder-documents.ts';

const CITIES = join(import.meta.dirname, '..', 'cities');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'city-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is read again of the files that are written of these documents, where it differs. */
async function lost(documents: readonly CityDocument[], into: string): Promise<unknown[]> {
  const exchange = String(documents[0]!.content['number']);
  for (const document of documents) {
    const file = join(folder, into, document.file);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, fileText(document, { id: 'stadt', areaCode: '02151' }, exchange));
  }
  const { differences, onlyRunning } = compare(
    await folderDocuments(join(folder, into)),
    documents.map((document) => ({ ...document, revision: 1 })),
  );
  return [...differences.map(({ wanted, fields }) => [wanted.file, fields]), ...onlyRunning];
}

describe('files that are written', () => {
  it.each(['krefeld', 'musterstadt'])('say what was read of %s', async (city) => {
    expect(await lost(await folderDocuments(join(CITIES, city)), city)).toEqual([]);
  });

  it('keep every text that can be entered, and stay readable to people', async () => {
    const [hotline] = await folderDocuments(join(CITIES, 'krefeld'));
    const office = { centralNumber: '+492151862351', hours: 'off', holidays: 'DE-NW', mailbox: 'a@krefeld.example' };
    const serviceLevel = { callbackServiceHours: 8, mailServiceHours: 16 };
    const pieces = [
      'ä',
      'ß',
      ' ',
      ': ',
      ' #',
      '- ',
      '"',
      "'",
      '\\',
      '\n',
      '---',
      '|',
      '>',
      '~',
      'null',
      '2026-11-23',
      '🏛',
      '%',
      '@',
      '&',
      '*',
      '{',
      ',',
    ];
    const text = fc
      .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 7 })
      .map((parts) => parts.join('').trim())
      .filter((entered) => entered !== '');
    // Names stand on one line, however they are typed.
    const onOneLine = (entered: string) => oneLine(200).parse(entered);
    const closure = { from: '2026-12-24', to: '2026-12-24', kind: 'closed' };
    await fc.assert(
      fc.asyncProperty(text, text, text, async (one, two, three) => {
        const department = departmentDocument({
          ...office,
          departmentId: 'amt',
          name: onOneLine(one),
          serviceLevel,
          topics: [{ topicId: 'thema', name: onOneLine(two) }],
          closures: [{ ...closure, why: onOneLine(three), announcement: one }],
          textModules: [
            { moduleId: 'text', name: onOneLine(three), text: `${one}\n\n  ${two}\n${three}`, language: 'de' },
          ],
        });
        const article = articleDocument({
          articleId: 'artikel',
          title: onOneLine(two),
          topicId: 'thema',
          departmentId: 'amt',
          language: 'de',
          audience: 'public',
          keywords: [one, three],
          reviewBy: '2027-05-31',
          body: `${three}\n---\n${one}`,
        });
        expect(await lost([hotline!, department, article], 'texts')).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('write numbers as they are read out, and texts in lines', () => {
    const content = { departmentId: 'amt', centralNumber: '+492151862351', textModules: [{ text: 'a: ä\n\nb' }] };
    expect(fileText(departmentDocument(content), { id: 'stadt', areaCode: '02151' }, '+492151860')).toBe(
      [
        '# Aus dem laufenden System exportiert; Kommentare bleiben dabei nicht erhalten.',
        'departmentId: amt',
        'centralNumber: 02151 86-2351',
        'textModules:',
        '  - text: |-',
        '      a: ä',
        '',
        '      b',
        '',
      ].join('\n'),
    );
  });
});
