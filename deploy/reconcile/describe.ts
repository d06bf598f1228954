import type { Comparison } from './compare.ts';

const SHOWN = 10;
const REMAKE = 'npm run reconcile -- --remake all';

/**
 * One line on how a view stands to the log, with what is to be done about it. Where the log of the service has lost
 * something (`isLost`), projecting what is in it is of no use: it has to be made again first.
 */
export function describe(comparison: Comparison, isLost: boolean): string {
  const { projection, inLog, last, waiting } = comparison;
  const what = `${projection.stream} has ${count(inLog, 'event')} up to ${last} for ${projection.name}`;
  const later = waiting > 0 ? `, ${waiting} not yet projected` : '';
  const differences = differencesOf(comparison, isLost ? REMAKE : '--repair');
  return `${what}${later}: ${differences.length === 0 ? 'level.' : `${differences.join('; ')}.`}`;
}

function differencesOf(comparison: Comparison, mend: string): string[] {
  const { missing, outdated, onlyInDatabase, behindTheLog, conflicting, doubled, unreadable } = comparison;
  return [
    missing.length > 0 && `${count(missing.length, 'event')} missing in the view (${some(missing)}): ${mend}`,
    outdated.length > 0 && `${count(outdated.length, 'document')} older than the log (${some(outdated)}): ${mend}`,
    onlyInDatabase > 0 && `${count(onlyInDatabase, 'event')} that only the database has, as is usual after erasing`,
    behindTheLog > 0 && `the log has lost ${count(behindTheLog, 'event')} at its end: ${REMAKE}`,
    conflicting.length > 0 &&
      `other events under the same sequence (${some(conflicting)}), the log was begun anew: ${REMAKE}`,
    doubled.length > 0 && `${count(doubled.length, 'event')} decided twice (${some(doubled)}), see docs/operations.md`,
    unreadable.length > 0 && `${count(unreadable.length, 'message')} without an event (${some(unreadable)}), see DEAD`,
  ].filter((line) => line !== false);
}

/** What became of events that came in while a stream was lost. */
export function storedSince(added: number): string {
  const what =
    added === 1
      ? 'event that was stored since it was lost follows'
      : 'events that were stored since it was lost follow';
  return `${added} ${what} after those.`;
}

/** So many of them: `1 event`, `2 events`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function some(sequences: readonly number[]): string {
  const shown = sequences.slice(0, SHOWN).join(', ');
  return `sequence ${shown}${sequences.length > SHOWN ? ', …' : ''}`;
}
