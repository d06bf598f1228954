import { relative } from 'node:path';
import type { RunningSystem } from './system.ts';

/** What the terminal shows when everything is ready: where each part answers, and one call to try. */
export function summaryOf({ urls, dataDir }: Pick<RunningSystem, 'urls' | 'dataDir'>, cwd: string): string {
  const width = Math.max(...Object.keys(urls).map((name) => name.length));
  const list = Object.entries(urls).map(([name, url]) => `  ${name.padEnd(width)}  ${withoutPassword(url)}`);
  return [
    'Everything is ready:',
    ...list,
    `Data, logs and keys are in ${relative(cwd, dataDir) || '.'}. Ctrl-C stops all.`,
    'Take a first call:',
    `  curl -s ${urls['call-intake']}/calls -H 'content-type: application/json' -d '{"line": "hotline", "from": "02151 770123"}'`,
  ].join('\n');
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
