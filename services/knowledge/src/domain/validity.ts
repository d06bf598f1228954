import type { Article } from '@serviceportal/shared/contracts';
import type { Temporal } from '@serviceportal/shared/time';

/** The day it is in `zone`, written as articles write days: `2026-11-23`. */
export function dayAt(now: Temporal.Instant, zone: string): string {
  return now.toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Whether what the article says still holds on `day`; `validUntil` is the last such day. */
export function isValidOn(day: string, { validUntil }: Pick<Article, 'validUntil'>): boolean {
  return validUntil === undefined || day <= validUntil;
}
