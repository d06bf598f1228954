import { CalendarDate, oneLine, Slug, type Article } from '@serviceportal/shared/contracts';
import { z } from 'zod';
import { FileError, readYaml } from '@serviceportal/shared/yaml-file';

/** What stands between the two `---` lines on top of an article's file. */
export const ArticleFrontMatter = z.strictObject({
  title: oneLine(150),
  topicId: Slug,
  departmentId: Slug,
  language: z.enum(['de', 'en']).default('de'),
  audience: z.enum(['public', 'internal']),
  keywords: z.array(z.string().trim().min(1).max(80)).max(60).default([]),
  fees: z.string().trim().min(1).max(500).optional(),
  documents: z.array(z.string().trim().min(1).max(300)).max(30).optional(),
  links: z
    .array(
      z.strictObject({ label: z.string().trim().min(1).max(150), url: z.url({ protocol: /^https?$/ }).max(2_000) }),
    )
    .max(30)
    .optional(),
  reviewBy: CalendarDate,
  validUntil: CalendarDate.optional(),
  internalNote: z.string().trim().min(1).max(2_000).optional(),
  sample: z.boolean().optional(),
});

/** An article as its file gives it; revisions are counted by the log. */
export type ArticleDraft = Omit<Article, 'revision' | 'retired'>;

export const LONGEST_BODY = 50_000;
const FENCE = /^---[ \t]*$/;

/**
 * Reads `articles/<articleId>.md`: YAML front matter, then the body in Markdown. The file's name is the article's id.
 * Throws `FileError` with file, line and field.
 */
export function readArticleFile(file: string, text: string): ArticleDraft {
  const articleId = Slug.safeParse(/([^/\\]*)\.md$/.exec(file)?.[1]);
  if (!articleId.success) {
    throw new FileError(file, [{ line: 1, message: 'the name must be lower case letters, digits and "-", then .md' }]);
  }
  const { frontMatter, body, bodyLine } = parted(file, text);
  const article = readYaml(ArticleFrontMatter, { file, text: frontMatter, firstLine: 2 });
  if (body === '') throw new FileError(file, [{ line: bodyLine, message: 'the text below the second --- is missing' }]);
  if (body.length > LONGEST_BODY) {
    throw new FileError(file, [{ line: bodyLine, message: `the text is longer than ${LONGEST_BODY} characters` }]);
  }
  return { articleId: articleId.data, ...article, body };
}

function parted(file: string, text: string): { frontMatter: string; body: string; bodyLine: number } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (!FENCE.test(lines[0] ?? '') || end < 0) {
    const line = FENCE.test(lines[0] ?? '') ? lines.length : 1;
    throw new FileError(file, [
      { line, message: 'the file must begin with --- and the fields, closed by another ---' },
    ]);
  }
  const body = lines
    .slice(end + 1)
    .join('\n')
    .trim();
  return { frontMatter: lines.slice(1, end).join('\n'), body, bodyLine: end + 2 };
}
