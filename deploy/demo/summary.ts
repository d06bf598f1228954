import { setTimeout as pause } from 'node:timers/promises';
import { Temporal } from '@serviceportal/shared/time';
import type { Hotline } from './hotline.ts';

/** Lists and mails are a moment behind; longer than this something is wrong, and the summary shows it. */
const LONGEST_SETTLING_MS = 20_000;

/** What the services say of the morning with so many calls, each from its own lists. */
export async function summaryOf(hotline: Hotline, played: number, zone: string): Promise<string> {
  const { calls, tickets, mails } = await settled(hotline, played);
  const count = (transferOutcome: string) =>
    calls.filter(({ transfers }) => transfers.at(-1)?.outcome === transferOutcome).length;
  const abandoned = calls.filter(({ state }) => state === 'abandoned').length;
  const callbacks = tickets.flatMap(({ callbackAt }) => callbackAt ?? []).sort();
  const rows: [string, number][] = [
    ['Anrufe', calls.length],
    ['gleich beantwortet', calls.filter(({ resolution }) => resolution).length],
    ['verbunden', count('connected')],
    ['Vormerkungen', tickets.length],
    ['Nummer genannt', count('refused')],
    ['aufgelegt', abandoned],
    ['E-Mails verschickt', mails.filter(({ state }) => state === 'sent').length],
    ['Rückrufe geplant', callbacks.length],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, number]) => `${name.padEnd(width)}  ${String(number).padStart(3)}`);
  return [...table, ...byDay(callbacks, zone)].join('\n');
}

async function settled(hotline: Hotline, played: number) {
  for (const began = Date.now(); ; await pause(250)) {
    const [calls, tickets, mails] = await Promise.all([hotline.calls(), hotline.tickets(), hotline.mails()]);
    const level =
      calls.length >= played &&
      tickets.length >= calls.flatMap((call) => call.tickets).length &&
      mails.every(({ state }) => state === 'sent' || state === 'failed');
    if (level || Date.now() - began > LONGEST_SETTLING_MS) return { calls, tickets, mails };
  }
}

function byDay(callbacks: string[], zone: string): string[] {
  const days = new Map<string, string[]>();
  for (const callbackAt of callbacks) {
    const at = Temporal.Instant.from(callbackAt).toZonedDateTimeISO(zone);
    const day = at.toLocaleString('de-DE', { weekday: 'long', day: 'numeric', month: 'long' });
    const time = at.toLocaleString('de-DE', { hour: '2-digit', minute: '2-digit' });
    days.set(day, [...(days.get(day) ?? []), time]);
  }
  return [...days].map(([day, times]) => `  ${day}: ${times.join(', ')}`);
}
