import { Temporal } from '@serviceportal/shared/time';
import type { Language } from './hours-text.ts';

const LOCALES: Record<Language, string> = { de: 'de-DE', en: 'en-GB' };

/** `Dienstag, 24. November 2026`; `time` is RFC 3339, `zone` the city's. */
export function dayText(time: string, zone: string, language: Language = 'de'): string {
  return inWords(time, zone, language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** `24. November 2026`. */
export function dateText(time: string, zone: string, language: Language = 'de'): string {
  return inWords(time, zone, language, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** `8:00`. */
export function timeText(time: string, zone: string): string {
  const { hour, minute } = Temporal.Instant.from(time).toZonedDateTimeISO(zone);
  return `${hour}:${String(minute).padStart(2, '0')}`;
}

function inWords(time: string, zone: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const date = Temporal.Instant.from(time).toZonedDateTimeISO(zone).toPlainDate();
  return date.toLocaleString(LOCALES[language], options);
}
