import { Refusal } from '../errors.ts';

/** An Idempotency-Key: 1 to 255 visible ASCII characters. Undefined without one, else an `invalid` refusal. */
export function parseIdempotencyKey(key: unknown): string | undefined {
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw wrong('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
}

/** The revision in `If-Match: "3"` (also `3` or `W/"3"`). Undefined without one, else an `invalid` refusal. */
export function parseIfMatch(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const revision = /^(?:W\/)?(?:"(\d{1,15})"|(\d{1,15}))$/.exec(value.trim());
  if (revision) return Number(revision[1] ?? revision[2]);
  throw wrong('If-Match', 'must be one revision like "3"');
}

/** The stream sequence in `Last-Event-ID`: where a live feed goes on. */
export function parseLastEventId(value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  throw wrong('Last-Event-ID', 'must be the id of an event of this feed');
}

function wrong(path: string, message: string): Refusal {
  return new Refusal('invalid', `${path} ${message}`, [{ path, message }]);
}
