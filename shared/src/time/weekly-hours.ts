import { z } from 'zod';
import { TimeSpan } from './time-span.ts';
import { WEEKDAYS, type Weekday } from './weekday.ts';

const spans = z.array(TimeSpan);

/** When an office is open in an ordinary week, per weekday; `PH` stands for public holidays, else their weekday does. */
export const WeeklyHours = z.object({
  Mo: spans,
  Tu: spans,
  We: spans,
  Th: spans,
  Fr: spans,
  Sa: spans,
  Su: spans,
  PH: spans.optional(),
});
export type WeeklyHours = z.infer<typeof WeeklyHours>;

/** The canonical text of these hours: `Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off`. `parseHours` reads it back. */
export function formatHours(hours: WeeklyHours): string {
  const byDay = WEEKDAYS.map((day) => ({ day, text: spansText(hours[day]) }));
  const texts = [...new Set(byDay.map(({ text }) => text))].filter((text) => text !== 'off');
  if (texts[0] === '00:00-24:00' && byDay.every(({ text }) => text === texts[0]) && !hours.PH) return '24/7';

  const rules = texts.map((text) => `${daysText(byDay.filter((each) => each.text === text))} ${text}`);
  if (hours.PH) rules.push(`PH ${spansText(hours.PH)}`);
  return rules.join('; ') || 'off';
}

function spansText(spans: readonly TimeSpan[]): string {
  return spans.map(({ from, to }) => `${from}-${to}`).join(',') || 'off';
}

/** Mo, Tu, We, Fr → `Mo-We,Fr`. */
function daysText(days: readonly { day: Weekday }[]): string {
  const runs: Weekday[][] = [];
  for (const { day } of days) {
    const run = runs.at(-1);
    if (run && WEEKDAYS.indexOf(run.at(-1)!) + 1 === WEEKDAYS.indexOf(day)) run.push(day);
    else runs.push([day]);
  }
  return runs.map((run) => (run.length === 1 ? run[0]! : `${run[0]!}-${run.at(-1)!}`)).join(',');
}
