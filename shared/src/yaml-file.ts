import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';

/** A file an editor wrote cannot be used. The message has one line per problem: `file:line: what is wrong`. */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly file: string;

  constructor(file: string, problems: readonly { line: number; message: string }[]) {
    super(problems.map(({ line, message }) => `${file}:${line}: ${message}`).join('\n'));
    this.file = file;
  }
}

/** Reads YAML that must fit the schema; `firstLine` is where the text starts in its file. Throws `FileError`. */
export function readYaml<Schema extends z.ZodType>(
  schema: Schema,
  { file, text, firstLine = 1 }: { file: string; text: string; firstLine?: number },
): z.output<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line + firstLine - 1;
  if (document.errors.length > 0) {
    throw new FileError(
      file,
      document.errors.map(({ message, pos }) => ({ line: lineAt(pos[0]), message: syntax(message) })),
    );
  }
  const read = schema.safeParse(document.toJS());
  if (read.success) return read.data;
  const problems = read.error.issues.map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    const at = path.length > 0 ? `${path.join('.')}: ` : '';
    return { line: lineAt(offsetOf(document, path)), message: `${at}${issue.message}${hint(issue)}` };
  });
  throw new FileError(file, problems);
}

/** Where the value stands, or the nearest thing around it when it is missing. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path[length - 1]) : null;
    const node: unknown = pair?.key ?? document.getIn(path.slice(0, length), true);
    const range = (node as { range?: [number, number, number] } | undefined)?.range;
    if (range) return range[0];
  }
  return 0;
}

/** The mistake editors make most: a colon turns a text into something else. */
const QUOTES = ' (a text with ": " in it needs quotes around it)';

function hint(issue: z.core.$ZodIssue): string {
  const text = issue.code === 'invalid_type' && issue.expected === 'string';
  return text && /object|record/.test(issue.message) ? QUOTES : '';
}

function syntax(message: string): string {
  const [first = message] = message.split('\n', 1);
  return first.startsWith('Nested mappings') ? first + QUOTES : first;
}
