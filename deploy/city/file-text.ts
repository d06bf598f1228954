import { phoneText } from '@serviceportal/shared/identity';
import { stringify } from 'yaml';
import type { CityDocument, Content } from './city-document.ts';

/** What city.yaml says that the running system doesn't know: the folder's name, and the area code. */
export interface CityNames {
  readonly id: string;
  readonly areaCode: string;
}

/** A document as the text of its file, as an editor would write it. */
export function fileText({ file, content }: CityDocument, city: CityNames, exchange: string): string {
  if (file === 'city.yaml') return EXPORTED + yaml(cityFile(content, city));
  if (file.startsWith('departments/')) return EXPORTED + yaml(departmentFile(content, exchange));
  const { articleId: _fileName, body, ...frontMatter } = content;
  return `---\n${yaml(frontMatter)}---\n\n${String(body)}\n`;
}

const EXPORTED = '# Aus dem laufenden System exportiert; Kommentare bleiben dabei nicht erhalten.\n';

function cityFile(content: Content, { id, areaCode }: CityNames): Content {
  const { cityName, zone, holidays, number, hours, seats, closures, ...rest } = content;
  const hotline = { number: phoneText(String(number), String(number)), hours, seats };
  return { id, name: cityName, zone, holidays, areaCode, hotline, closures, ...rest };
}

/** The fields in the order in which people look for them. */
function departmentFile(content: Content, exchange: string): Content {
  const { departmentId, name, centralNumber, hours, holidays, onboardedOn, mailbox, serviceLevel, ...rest } = content;
  const number = phoneText(String(centralNumber), exchange);
  return { departmentId, name, centralNumber: number, hours, holidays, onboardedOn, mailbox, serviceLevel, ...rest };
}

/** Long texts stay in one line: where it breaks would be somebody else's line of a diff. */
function yaml(content: Content): string {
  return stringify(content, { lineWidth: 0 });
}
