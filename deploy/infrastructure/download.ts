import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';

const ANSWER_WITHIN_MS = 5_000;
const ALL_WITHIN_MS = 120_000;

/** Fetches a URL's bytes; rejects when nothing answers within 5 s, so a machine without network is quick to say so. */
export async function fetchBytes(url: string): Promise<Buffer> {
  const unanswered = new AbortController();
  const timer = setTimeout(() => unanswered.abort(), ANSWER_WITHIN_MS);
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([unanswered.signal, AbortSignal.timeout(ALL_WITHIN_MS)]),
    });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}

/** Saves a file only if its SHA-256 is the one that a checksum list (`<hex>  <file name>` per line) gives for its name. */
export async function fetchChecked(url: string, checksumsUrl: string, file: string): Promise<void> {
  const name = url.slice(url.lastIndexOf('/') + 1);
  const checksums = (await fetchBytes(checksumsUrl)).toString('utf8');
  const wanted = checksumOf(name, checksums);
  if (!wanted) throw new Error(`${checksumsUrl} has no line for ${name}`);
  const bytes = await fetchBytes(url);
  const got = createHash('sha256').update(bytes).digest('hex');
  if (got !== wanted) throw new Error(`${url} has the SHA-256 ${got}, but ${wanted} was published`);
  await writeFile(file, bytes);
}

/** The checksum of one file in the format of `sha256sum`. */
export function checksumOf(name: string, checksums: string): string | undefined {
  for (const line of checksums.split('\n')) {
    const match = /^([0-9a-f]{64})\s+\*?(\S+)\s*$/i.exec(line);
    if (match?.[2] === name) return match[1]?.toLowerCase();
  }
  return undefined;
}
