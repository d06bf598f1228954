import { Unavailable } from '@serviceportal/shared/errors';
import { z } from 'zod';
import type { RunningDocument } from './city-document.ts';
import { articleDocument, departmentDocument } from './folder-documents.ts';
import type { ServiceClient } from './service-client.ts';

/** A running system's master data; `withoutArticles` says why where knowledge cannot be asked. */
export interface RunningCity {
  readonly documents: readonly RunningDocument[];
  readonly withoutArticles?: string;
}

// Fields that this program doesn't know are kept: what a newer service has must not get lost on the way.
const Hotline = z.looseObject({ revision: z.number() });
const Department = z.looseObject({ departmentId: z.string(), revision: z.number() });
const Article = z.looseObject({ articleId: z.string(), body: z.string(), revision: z.number() });

/** Reads all master data of the running system, as documents in the order of their files. */
export async function runningDocuments(client: ServiceClient): Promise<RunningCity> {
  const documents = [hotlineDocument(Hotline.parse(await client.get('directory', '/hotline')))];
  const listed = z.array(Department).parse(await client.list('directory', '/departments'));
  for (const departmentId of listed.map((each) => each.departmentId).sort()) {
    const { revision, ...shown } = Department.parse(await client.get('directory', `/departments/${departmentId}`));
    documents.push({ ...departmentDocument(shown), revision });
  }
  try {
    const articles = z.array(Article).parse(await client.list('knowledge', '/articles'));
    return { documents: [...documents, ...articles.map(runningArticle)] };
  } catch (cause) {
    if (!(cause instanceof Unavailable)) throw cause;
    return { documents, withoutArticles: cause.message };
  }
}

/** Without what follows from hours and closures at the moment. */
function hotlineDocument(shown: z.infer<typeof Hotline>): RunningDocument {
  const { revision, open: _open, opensAt: _opensAt, openUntil: _until, announcement: _said, ...content } = shown;
  return { file: 'city.yaml', service: 'directory', path: '/hotline', content, revision };
}

/** Without what follows from the day; lines end as they do in files, however a browser sent them. */
function runningArticle({ revision, expired: _expired, ...article }: z.infer<typeof Article>): RunningDocument {
  return { ...articleDocument({ ...article, body: article.body.replaceAll('\r\n', '\n') }), revision };
}
