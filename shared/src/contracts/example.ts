import { readFileSync } from 'node:fs';
import type { EventContract } from './define.ts';

/** The recorded example of an event: an envelope as it stood on the wire. Throws where none was recorded. */
export function recordedExample({ type, version }: Pick<EventContract, 'type' | 'version'>): Record<string, unknown> {
  const name = type.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
  const text = readFileSync(new URL(`./fixtures/${name}.v${version}.json`, import.meta.url), 'utf8');
  return JSON.parse(text) as Record<string, unknown>;
}
