import type { KeptRecord } from '@serviceportal/shared/contracts';
import type { Temporal } from '@serviceportal/shared/time';
import type { Addresses } from './settings.ts';
import type { LoggedErasures, ReadSoFar } from './logged-erasures.ts';
import type { Erased } from './privacy-client.ts';
import { NEEDED, type Reaches } from './reach.ts';

type Named = Pick<KeptRecord, 'kind' | 'id'>;

/** What came of all requests. */
export interface Done {
  readonly erased: Erased['erased'];
  readonly kept: KeptRecord[];
  readonly pending: Set<string>;
  readonly unknown: Named[];
  /** What became of consents, in numbers. */
  readonly consents: { withdrawn: number; unknown: number; erased: number };
}

export function nothingDone(): Done {
  return {
    erased: {},
    kept: [],
    pending: new Set(),
    unknown: [],
    consents: { withdrawn: 0, unknown: 0, erased: 0 },
  };
}

export function addTo(done: Done, { erased, kept, pending, unknown }: Erased): void {
  for (const [kind, count] of Object.entries(erased) as [keyof Erased['erased'], number][]) {
    done.erased[kind] = (done.erased[kind] ?? 0) + count;
  }
  done.kept.push(...kept);
  pending.forEach((service) => done.pending.add(service));
  done.unknown.push(...unknown);
}

/** What was read in the logs, how far back they go and what they say. */
export function readingOf(files: number, read: ReadSoFar, { asked, aged, withdrawn }: LoggedErasures): string[] {
  const skipped =
    read.skipped > 0 ? `; ${count(read.skipped, 'line')} of other programs skipped, as they are no JSON` : '';
  return [
    `${count(files, 'file')}, ${count(read.lines, 'line')}${skipped}.`,
    `Lines of ${NEEDED.map((service) => `${service} ${spanOf(service, read.reaches)}`).join('; of ')}.`,
    `Erased because somebody asked for it: ${countsOf(asked.map(({ kind }) => kind))}. ` +
      `Consents taken back: ${withdrawn.length}.`,
    ...(read.broken > 0
      ? [
          `NOT understood: ${count(read.broken, 'line')} of services, cut or with " erased" or "consent withdrawn" and not whose. Look at them.`,
        ]
      : []),
    ...(aged > 0 ? [`${count(aged, 'record')} went by age, and will again in the first night.`] : []),
  ];
}

/** That nobody can say from these logs who was forgotten since the backup. */
export function tooShortOf(services: readonly string[], reaches: Reaches, since: Temporal.Instant | undefined): string {
  const each = services.map((service) => {
    const from = reaches.get(service)?.from;
    return from === undefined ? `${service} has no line` : `${service} begins at ${from}`;
  });
  const backup = since === undefined ? 'the backup' : `the backup of ${since.toString()}`;
  return `INCOMPLETE: these logs do not say all that was erased since ${backup}: ${each.join(', ')}. Name the folder where the older ones are kept too.`;
}

function spanOf(service: string, reaches: Reaches): string {
  const reach = reaches.get(service);
  return reach === undefined ? 'none' : `from ${reach.from} to ${reach.to}`;
}

/** Whether mails may go to people who are yet to be forgotten. */
export function mailsOf(holdsMails: boolean | undefined, { notify }: Addresses): string {
  if (holdsMails === undefined)
    return `notify does not answer at ${notify}, and has its part in this: start it with HOLD_MAILS=yes.`;
  if (holdsMails) return 'notify holds all mails, until it is started without HOLD_MAILS.';
  return 'notify sends mails, maybe to people who are yet to be forgotten: start it with HOLD_MAILS=yes first.';
}

/** What is said at the end, and whether nothing is left. */
export function resultOf({ erased, kept, pending, unknown, consents }: Done): { lines: string[]; isDone: boolean } {
  const counts = Object.entries(erased).filter(([, number]) => number > 0);
  const now = counts.map(([kind, number]) => count(number, kind)).join(', ');
  const lines = [
    `Erased now: ${now || 'nothing'}. What else the logs name was erased before, or is not there.`,
    ...(consents.withdrawn > 0 ? [`Taken back, now or before: ${count(consents.withdrawn, 'consent')}.`] : []),
    ...(unknown.length > 0 ? [`Not there, so there is nothing to erase: ${listed(unknown)}.`] : []),
    ...(kept.length > 0
      ? [`NOT erased, since they still go on: ${listed(kept)}. Run this again when they are over.`]
      : []),
    ...(pending.size > 0
      ? [`NOT complete, since these did not answer: ${[...pending].join(', ')}. Start them and run this again.`]
      : []),
  ];
  return { lines, isDone: kept.length === 0 && pending.size === 0 };
}

function countsOf(kinds: readonly string[]): string {
  const numbers = Map.groupBy(kinds, (kind) => kind);
  return [...numbers].map(([kind, all]) => count(all.length, kind)).join(', ') || 'nothing';
}

function listed(records: readonly Named[]): string {
  return records.map(({ kind, id }) => `${kind} ${id}`).join(', ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
