import { setTimeout as pause } from 'node:timers/promises';
import type { KnownRecord } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import type { Say } from '../infrastructure/say.ts';
import type { LoggedErasures } from './logged-erasures.ts';
import type { Erased, PrivacyClient } from './privacy-client.ts';
import { addTo, type Done, nothingDone, resultOf } from './sentences.ts';

/** How long to wait for services that are not level yet, as after a start. */
export interface Patience {
  readonly tries: number;
  readonly pauseMs: number;
}

const PATIENCE: Patience = { tries: 30, pauseMs: 2_000 };
/** So many records in one request: each is some deletions on disk, and the services have 20 s for their part. */
const BATCH = 50;

/**
 * Tells the services again who was forgotten and who took back their consent, and says what came of it. False where
 * something is left to do; then running it again does the rest.
 */
export async function eraseAgain(
  { asked, withdrawn }: Pick<LoggedErasures, 'asked' | 'withdrawn'>,
  client: PrivacyClient,
  say: Say,
  patience = PATIENCE,
): Promise<boolean> {
  const done: Done = nothingDone();
  const wait = createWait(patience, say);
  for (let from = 0; from < asked.length; from += BATCH) {
    const batch = asked.slice(from, from + BATCH);
    addTo(done, await answered(batch, client, wait));
    if (asked.length > BATCH) say(`${Math.min(from + BATCH, asked.length)} of ${asked.length} records told again …`);
  }
  for (const ticketId of withdrawn) {
    const outcome = await patiently(() => client.withdrawConsent(ticketId), wait);
    done.consents[outcome] += 1;
    if (outcome === 'unknown') done.unknown.push({ kind: 'ticket', id: ticketId });
  }
  const { lines, isDone } = resultOf(done);
  for (const line of lines) say(line);
  return isDone;
}

/** What became of a batch: asked again as long as services do not answer; then whatever they said last. */
async function answered(batch: readonly KnownRecord[], client: PrivacyClient, wait: Wait): Promise<Erased> {
  const erased: Erased['erased'] = {};
  for (;;) {
    const part = await patiently(() => client.erase(batch), wait);
    // Counted by the request that did it; all else is as the last one says.
    for (const [kind, count] of Object.entries(part.erased) as [keyof Erased['erased'], number][]) {
      erased[kind] = (erased[kind] ?? 0) + count;
    }
    const waitsFor = part.pending.join(', ');
    if (part.pending.length === 0 || !(await wait(`${waitsFor} did not answer.`))) return { ...part, erased };
  }
}

async function patiently<T>(work: () => Promise<T>, wait: Wait): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof Unavailable) || !(await wait(cause.message))) throw cause;
    }
  }
}

/** Waits before another try, unless patience is at its end; says why the first time. */
type Wait = (why: string) => Promise<boolean>;

function createWait({ tries, pauseMs }: Patience, say: Say): Wait {
  let left = tries;
  return async (why) => {
    if (left === tries) say(`${why} Trying again for ${Math.ceil((tries * pauseMs) / 1_000)} s …`);
    if (left <= 0) return false;
    left -= 1;
    await pause(pauseMs);
    return true;
  };
}
