import { WEEKDAYS, type Weekday, type WeeklyHours } from '@serviceportal/shared/time';

const NAMES: Record<Weekday, string> = { Mo: 'Mo', Tu: 'Di', We: 'Mi', Th: 'Do', Fr: 'Fr', Sa: 'Sa', Su: 'So' };

/** `Mo–Do 8:00–17:00 Uhr, Fr 8:00–13:00 Uhr`; empty for an office that never opens. Days on end with the same hours are one. */
export function hoursInGerman(week: WeeklyHours): string {
  const runs: { first: Weekday; last: Weekday; hours: string }[] = [];
  let previous: (typeof runs)[number] | undefined;
  for (const day of WEEKDAYS) {
    const hours = week[day].map(({ from, to }) => `${short(from)}–${short(to)}`).join(' und ');
    if (previous?.hours === hours) previous.last = day;
    else runs.push((previous = { first: day, last: day, hours }));
  }
  return runs
    .filter(({ hours }) => hours !== '')
    .map(({ first, last, hours }) => `${first === last ? NAMES[first] : `${NAMES[first]}–${NAMES[last]}`} ${hours} Uhr`)
    .join(', ');
}

/** `08:00` → `8:00`. */
function short(time: string): string {
  return time.replace(/^0/, '');
}
