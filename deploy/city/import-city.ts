import { setTimeout } from 'node:timers/promises';
import type { Say } from '../infrastructure/say.ts';
import type { SignIn } from '../sign-in.ts';
import type { ImportCommand } from './arguments.ts';
import { type CityDocument, compare, type Difference } from './city-document.ts';
import { folderDocuments } from './folder-documents.ts';
import { type RunningCity, runningDocuments } from './running-documents.ts';
import { type Answer, createServiceClient, type ServiceClient } from './service-client.ts';
import type { Addresses } from './settings.ts';

/** Brings the folder's files into the running system; false where anything is left that it didn't take. */
export async function importCity(
  command: ImportCommand,
  addresses: Addresses,
  signIn: SignIn,
  say: Say,
): Promise<boolean> {
  const wanted = await folderDocuments(command.folder);
  const client = createServiceClient(addresses, signIn);
  return importDocuments(wanted, await runningDocuments(client), client, command, say);
}

/** The same for documents that were read; `running` is what they are compared with, and whose revisions they replace. */
export async function importDocuments(
  documents: readonly CityDocument[],
  { documents: running, withoutArticles }: RunningCity,
  client: Pick<ServiceClient, 'put'>,
  { dryRun, replan }: Pick<ImportCommand, 'dryRun' | 'replan'>,
  say: Say,
): Promise<boolean> {
  const reachable = documents.filter(({ service }) => service === 'directory' || withoutArticles === undefined);
  const { differences, onlyRunning } = compare(reachable, running);
  for (const file of onlyRunning) say(`${file}: only in the running system, left as it is.`);
  for (const difference of differences) say(described(difference));
  const left = dryRun ? [] : await applyAll(differences, client, replan, say);
  for (const { difference, answer } of left) say(`${difference.wanted.file}: NOT TAKEN: ${reason(answer)}`);
  const agree = reachable.length - differences.length;
  const taken = dryRun ? 'would change' : 'changed';
  say(`${differences.length - left.length} ${taken}, ${left.length} not taken, ${agree} as they are.`);
  const skipped = documents.length - reachable.length;
  if (skipped > 0) say(`${skipped} articles were left out: ${withoutArticles}`);
  return left.length === 0 && skipped === 0;
}

interface Refused {
  readonly difference: Difference;
  readonly answer: Answer;
}

/** The status of what somebody changed after it was read; trying again would not help. */
const OVERTAKEN = 412;

/** So often what was refused is tried again, while what it waits for may still be on its way. */
const TRIES_WITHOUT_PROGRESS = 4;
const PAUSE_MS = 250;

/**
 * A topic moves only once the department that has it gave it up, and an article only where its department's new topics
 * are known to knowledge already. So what is refused for that is tried again after the others.
 */
async function applyAll(
  differences: readonly Difference[],
  client: Pick<ServiceClient, 'put'>,
  replan: boolean,
  say: Say,
): Promise<Refused[]> {
  const overtaken: Refused[] = [];
  let refused: Refused[] = [];
  let pending = differences;
  for (let tries = 0; tries < TRIES_WITHOUT_PROGRESS && pending.length > 0;) {
    if (refused.length > 0) await setTimeout(PAUSE_MS);
    refused = [];
    for (const difference of pending) {
      const answer = await apply(difference, client, replan);
      if (answer.status === 200) say(`${difference.wanted.file}: now at revision ${String(answer.body['revision'])}.`);
      else (answer.status === OVERTAKEN ? overtaken : refused).push({ difference, answer });
    }
    tries = refused.length < pending.length ? 0 : tries + 1;
    pending = refused.map(({ difference }) => difference);
  }
  return [...overtaken, ...refused];
}

function apply({ wanted, before }: Difference, client: Pick<ServiceClient, 'put'>, replan: boolean): Promise<Answer> {
  const body = wanted.service === 'directory' && replan ? { ...wanted.content, replan } : wanted.content;
  return client.put(wanted.service, wanted.path, body, before?.revision);
}

function reason({ status, body }: Answer): string {
  if (status === OVERTAKEN) return 'somebody changed it meanwhile; look at it and import again.';
  const errors = (body['errors'] ?? []) as { path: string; message: string }[];
  return [body['detail'], ...errors.slice(1).map(({ path, message }) => `${path} ${message}`)].join(' ');
}

function described({ wanted, before, fields }: Difference): string {
  if (!before) return `${wanted.file}: new.`;
  const changes = fields.map((name) => `${name} ${shown(before.content[name])} → ${shown(wanted.content[name])}`);
  return `${wanted.file}: ${changes.join('; ')}`;
}

const LONGEST_SHOWN = 60;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `«${value}»` : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
