import type { TimeSpan } from './time-span.ts';
import { WEEKDAYS, type Weekday } from './weekday.ts';
import type { WeeklyHours } from './weekly-hours.ts';

const NAMES: Record<Weekday, string> = {
  Mo: 'montags',
  Tu: 'dienstags',
  We: 'mittwochs',
  Th: 'donnerstags',
  Fr: 'freitags',
  Sa: 'samstags',
  Su: 'sonntags',
};

/**
 * Weekly hours as they are read out in German: `montags bis donnerstags von 8 bis 17 Uhr und freitags von 8 bis 13 Uhr`.
 * Empty for an office that never opens.
 */
export function spokenHours(week: WeeklyHours): string {
  const byDay = WEEKDAYS.map((day) => ({ day, hours: spokenSpans(week[day]) }));
  const texts = [...new Set(byDay.map(({ hours }) => hours))].filter((hours) => hours !== '');
  if (texts[0] === ALL_DAY && texts.length === 1 && byDay.every(({ hours }) => hours === ALL_DAY)) return ALL_DAY;
  const parts = texts.map((hours) => `${spokenDays(byDay.filter((each) => each.hours === hours))} ${hours}`);
  if (week.PH?.length) parts.push(`an Feiertagen ${spokenSpans(week.PH)}`);
  return listed(parts, ' sowie ');
}

const ALL_DAY = 'rund um die Uhr';

function spokenSpans(spans: readonly TimeSpan[]): string {
  if (spans.some(({ from, to }) => from === '00:00' && to === '24:00')) return ALL_DAY;
  return listed(
    spans.map(({ from, to }) => `von ${spokenTime(from)} bis ${spokenTime(to)} Uhr`),
    ' und ',
  );
}

/** Monday, Tuesday, Wednesday, Friday → `montags bis mittwochs und freitags`. */
function spokenDays(days: readonly { day: Weekday }[]): string {
  const runs: Weekday[][] = [];
  for (const { day } of days) {
    const run = runs.at(-1);
    if (run && WEEKDAYS.indexOf(run.at(-1)!) + 1 === WEEKDAYS.indexOf(day)) run.push(day);
    else runs.push([day]);
  }
  const texts = runs.flatMap((run) =>
    run.length > 2 ? [`${NAMES[run[0]!]} bis ${NAMES[run.at(-1)!]}`] : run.map((day) => NAMES[day]),
  );
  return listed(texts, ' und ');
}

/** `08:00` → `8`, `08:30` → `8:30`. */
export function spokenTime(time: string): string {
  return time.replace(/^0/, '').replace(/:00$/, '');
}

function listed(parts: readonly string[], lastJoin: string): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')}${lastJoin}${last}`;
}
