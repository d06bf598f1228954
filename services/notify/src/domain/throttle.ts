import type { MailTemplate } from '@serviceportal/shared/contracts';

/**
 * An answer is what the citizen waits for, and offices get their mails in their hours: they are neither held back nor
 * counted.
 */
const NEVER_HELD: readonly MailTemplate[] = [
  'ticket-answer',
  'ticket-answer-notice',
  'department-digest',
  'escalation',
];

export function isThrottled(template: MailTemplate): boolean {
  return !NEVER_HELD.includes(template);
}

/** A rolling hour, in milliseconds. */
const SPAN = 3_600_000;

/** The moment a mail goes or went, in milliseconds since the epoch. */
export interface Slot {
  readonly mailId: string;
  readonly at: number;
}

/** Puts the slot of a mail, in place of the one it had, into `slots`, which are in order of time and stay so. */
export function putSlot(slots: Slot[], slot: Slot): void {
  dropSlot(slots, slot.mailId);
  slots.splice(slots.findLastIndex(({ at }) => at <= slot.at) + 1, 0, slot);
}

export function dropSlot(slots: Slot[], mailId: string): void {
  const index = slots.findIndex((slot) => slot.mailId === mailId);
  if (index >= 0) slots.splice(index, 1);
}

/**
 * When the next mail to somebody may go who gets others at the moments `slots`, past or planned and in order of time: the
 * first moment from `earliest` on at which no rolling hour holds more than `limit` of them. None is dropped, they queue up.
 */
export function nextSlot(slots: readonly Slot[], earliest: number, limit: number): number {
  let at = earliest;
  for (let before = 0; ;) {
    while (before < slots.length && slots[before]!.at <= at) before++;
    const full = lastFullHour(slots, at, before, limit);
    if (full === undefined) return at;
    // Until then the hour that begins there has room for no other.
    at = full + SPAN;
  }
}

/** Where the last `limit` slots begin that lie within one hour together with `at`, which `before` slots don't come after. */
function lastFullHour(slots: readonly Slot[], at: number, before: number, limit: number): number | undefined {
  for (let first = Math.min(before, slots.length - limit); first >= Math.max(0, before - limit); first--) {
    const begin = slots[first]!.at;
    const end = slots[first + limit - 1]!.at;
    if (Math.max(at, end) - Math.min(at, begin) < SPAN) return begin;
  }
  return undefined;
}
