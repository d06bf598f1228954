import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCityFolder } from '@serviceportal/directory/city-folder';
import { readArticleFolder } from '@serviceportal/knowledge/article-folder';
import { ConfigError } from '@serviceportal/shared/errors';
import { setHomeAreaCode } from '@serviceportal/shared/identity';
import { readCity } from '../launcher/city.ts';
import type { CityDocument } from './city-document.ts';

/** What a city folder says, the city first, then departments, then articles; a `ConfigError` names its mistakes. */
export async function folderDocuments(folder: string): Promise<CityDocument[]> {
  if (!existsSync(join(folder, 'city.yaml')))
    throw new ConfigError(`${folder} is no city folder: it has no city.yaml.`);
  setHomeAreaCode(readCity(folder).areaCode);
  const { hotline, departments } = await readCityFolder(folder);
  const { hotlineId: _main, ...city } = hotline;
  const articles = existsSync(join(folder, 'articles')) ? await readArticleFolder(folder) : [];
  return [
    { file: 'city.yaml', service: 'directory', path: '/hotline', content: city },
    ...departments.map((department) => departmentDocument(department)),
    ...articles.map((article) => articleDocument(article)),
  ];
}

export function departmentDocument<C extends { readonly departmentId: string }>(content: C) {
  const { departmentId } = content;
  const path = `/departments/${departmentId}`;
  return { file: `departments/${departmentId}.yaml`, service: 'directory', path, content: { ...content } } as const;
}

export function articleDocument<C extends { readonly articleId: string }>(content: C) {
  const { articleId } = content;
  const path = `/articles/${articleId}`;
  return { file: `articles/${articleId}.md`, service: 'knowledge', path, content: { ...content } } as const;
}
