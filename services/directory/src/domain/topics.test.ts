import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sampleDepartment } from '../../test/sample-department.ts';
import { findTopics } from './topics.ts';

const departments = [
  sampleDepartment({
    departmentId: 'fuehrerschein',
    name: 'Führerscheinstelle',
    topics: [
      { topicId: 'umtausch', name: 'Führerschein umtauschen' },
      { topicId: 'eu-karte', name: 'EU-Kartenführerschein' },
      { topicId: 'fahrerkarte', name: 'Fahrerkarte beantragen' },
    ],
  }),
  sampleDepartment({
    departmentId: 'steuern',
    name: 'Fachbereich Finanzen',
    topics: [
      { topicId: 'hund', name: 'Hundesteuer für große Hunde' },
      { topicId: 'gewerbe', name: 'Gewerbesteuer' },
    ],
  }),
];
const ids = (question: string) => findTopics(departments, question).map(({ topicId }) => topicId);

describe('finding the department for a concern', () => {
  it.each([
    ['Führerschein', ['eu-karte', 'umtausch', 'fahrerkarte']],
    ['fuehrerschein', ['eu-karte', 'umtausch', 'fahrerkarte']],
    ['FUHRER', ['eu-karte', 'umtausch', 'fahrerkarte']],
    ['fu\u0308hrerschein umtauschen', ['umtausch']],
    ['umtauschen führerscheinstelle', ['umtausch']],
    ['steuer', ['gewerbe', 'hund']],
    ['grosse', ['hund']],
    ['große hunde', ['hund']],
    ['finanzen', ['gewerbe', 'hund']],
    ['eu karte', ['eu-karte']],
    ['einbürgerung', []],
    ['$ .*', ['eu-karte', 'fahrerkarte', 'umtausch', 'gewerbe', 'hund'].sort(byName)],
    ['', ['eu-karte', 'fahrerkarte', 'umtausch', 'gewerbe', 'hund'].sort(byName)],
  ])('«%s»', (question, expected) => {
    expect(ids(question)).toEqual(expected);
  });

  it('says which department it is', () => {
    expect(findTopics(departments, 'gewerbe')).toEqual([
      { topicId: 'gewerbe', name: 'Gewerbesteuer', departmentId: 'steuern', departmentName: 'Fachbereich Finanzen' },
    ]);
  });

  it('finds a topic by every beginning of its name, while it is typed', () => {
    const topic = fc.constantFrom(...departments.flatMap(({ topics }) => topics));
    fc.assert(
      fc.property(topic, fc.nat(40), ({ topicId, name }, length) => {
        expect(ids(name.slice(0, length))).toContain(topicId);
      }),
    );
  });
});

function byName(a: string, b: string): number {
  const name = (id: string) => departments.flatMap(({ topics }) => topics).find(({ topicId }) => topicId === id)!.name;
  return name(a).localeCompare(name(b), 'de');
}
