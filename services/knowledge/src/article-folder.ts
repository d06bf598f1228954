import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@serviceportal/shared/errors';
import { FileError } from '@serviceportal/shared/yaml-file';
import { type ArticleDraft, readArticleFile } from './domain/article-file.ts';

/** Reads `articles/*.md` of a city folder; a `ConfigError` names file, line and field of everything that is wrong. */
export async function readArticleFolder(cityFolder: string): Promise<ArticleDraft[]> {
  const folder = join(cityFolder, 'articles');
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ConfigError('CITY_FOLDER must be a folder with articles/.', { cause });
  });
  const mistakes: string[] = [];
  const articles: ArticleDraft[] = [];
  for (const name of names.filter((each) => each.endsWith('.md')).sort()) {
    try {
      articles.push(readArticleFile(`articles/${name}`, await readFile(join(folder, name), 'utf8')));
    } catch (cause) {
      if (!(cause instanceof FileError)) throw cause;
      mistakes.push(cause.message);
    }
  }
  if (mistakes.length > 0) throw new ConfigError(`The articles have mistakes:\n${mistakes.join('\n')}`);
  return articles;
}
