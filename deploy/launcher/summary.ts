import { relative } from 'node:path';
import { withoutPassword } from '../infrastructure/shown-url.ts';
import type { RunningSystem } from './system.ts';

/** What the terminal shows when everything is ready: where each part answers, and one call to try. */
export function summaryOf(
  {
    urls,
    replicas,
    dataDir,
    developmentSignIn,
  }: Pick<RunningSystem, 'urls' | 'replicas' | 'dataDir' | 'developmentSignIn'>,
  cwd: string,
): string {
  const width = Math.max(...Object.keys(urls).map((name) => name.length));
  const list = Object.entries(urls).map(
    ([name, url]) => `  ${name.padEnd(width)}  ${withoutPassword(url)}${behind(replicas[name])}`,
  );
  return [
    'Everything is ready:',
    ...list,
    `Data, logs and keys are in ${shownFolder(cwd, dataDir)}. Ctrl-C stops all.`,
    ...firstCall(urls, developmentSignIn),
  ].join('\n');
}

/** Below where one stands the short way to it. */
function shownFolder(cwd: string, folder: string): string {
  const way = relative(cwd, folder) || '.';
  return way.startsWith('..') ? folder : way;
}

/** Scripts get their tokens from the development provider; another one has ways of its own. */
function firstCall(urls: RunningSystem['urls'], developmentSignIn: boolean): string[] {
  const json = `-H 'content-type: application/json'`;
  const token = `TOKEN=$(curl -s ${urls.desk}/dev/token -H 'accept: text/plain' ${json} -d '{"person": "anna.agent"}')`;
  return [
    `Sign in at ${urls.desk}${developmentSignIn ? ', or take a first call:' : '. With a token, take a first call:'}`,
    ...(developmentSignIn ? [`  ${token}`] : []),
    `  curl -s ${urls['call-intake']}/calls -H "authorization: Bearer $TOKEN" ${json} -d '{"line": "hotline", "from": "02151 770123"}'`,
  ];
}

/** Each has metrics of its own. */
function behind(replicas: readonly string[] = []): string {
  return replicas.length > 0 ? ` balances ${replicas.join(', ')}` : '';
}
