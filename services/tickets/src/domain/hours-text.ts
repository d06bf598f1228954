import { WEEKDAYS, type Weekday, type WeeklyHours } from '@serviceportal/shared/time';

export type Language = 'de' | 'en';

const DAYS: Record<Language, Record<Weekday, string>> = {
  de: { Mo: 'Mo', Tu: 'Di', We: 'Mi', Th: 'Do', Fr: 'Fr', Sa: 'Sa', Su: 'So' },
  en: { Mo: 'Mon', Tu: 'Tue', We: 'Wed', Th: 'Thu', Fr: 'Fri', Sa: 'Sat', Su: 'Sun' },
};
const AND: Record<Language, string> = { de: ' und ', en: ' and ' };
const AFTER: Record<Language, string> = { de: ' Uhr', en: '' };

/**
 * `Mo–Do 8:00–17:00 Uhr, Fr 8:00–13:00 Uhr`; empty for an office that never opens. Days on end with the same hours are
 * one.
 */
export function hoursText(week: WeeklyHours, language: Language = 'de'): string {
  const runs: { first: Weekday; last: Weekday; hours: string }[] = [];
  let previous: (typeof runs)[number] | undefined;
  for (const day of WEEKDAYS) {
    const hours = week[day].map(({ from, to }) => `${short(from)}–${short(to)}`).join(AND[language]);
    if (previous?.hours === hours) previous.last = day;
    else runs.push((previous = { first: day, last: day, hours }));
  }
  const names = DAYS[language];
  return runs
    .filter(({ hours }) => hours !== '')
    .map(({ first, last, hours }) => {
      const days = first === last ? names[first] : `${names[first]}–${names[last]}`;
      return `${days} ${hours}${AFTER[language]}`;
    })
    .join(', ');
}

/** `08:00` → `8:00`. */
function short(time: string): string {
  return time.replace(/^0/, '');
}
