import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A document of docs/ as it is kept in the repository. */
export function readDocument(name: string): string {
  return readFileSync(join(import.meta.dirname, '..', '..', 'docs', name), 'utf8');
}
