import type { Department, Topic } from '@serviceportal/shared/contracts';

/** A concern and the department that handles it. */
export interface FoundTopic extends Topic {
  readonly departmentId: string;
  readonly departmentName: string;
}

/**
 * The topics in whose name, or whose department's name, every word of `question` stands, also as a part of a word. Those
 * where the topic itself says it come first, then by name.
 */
export function findTopics(departments: readonly Department[], question: string): FoundTopic[] {
  const words = foldWords(question);
  const found = departments.flatMap(({ departmentId, name, topics }) =>
    topics.map((topic) => ({ ...topic, departmentId, departmentName: name })),
  );
  const saysIt = (text: string) => words.every((word) => foldWords(text).some((other) => other.includes(word)));
  return found
    .filter(({ name, departmentName }) => saysIt(`${name} ${departmentName}`))
    .map((topic) => ({ topic, rank: saysIt(topic.name) ? 0 : 1 }))
    .sort((a, b) => a.rank - b.rank || a.topic.name.localeCompare(b.topic.name, 'de'))
    .map(({ topic }) => topic);
}

/** One spelling for all ways to type a German word: `Führerschein`, `fuehrerschein` and `FUHRERSCHEIN` are the same. */
function foldWords(text: string): string[] {
  const plain = text.toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}/gu, '');
  return plain.replace(/([aou])e/g, '$1').match(/[\p{L}\p{N}]+/gu) ?? [];
}
