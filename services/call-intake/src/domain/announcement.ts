import type { Hotline } from '@serviceportal/shared/contracts';
import { announcementAt, type Calendar, type Temporal } from '@serviceportal/shared/time';

const OFFER =
  'Eine Vormerkung können Sie jederzeit hinterlassen: gleich jetzt am Telefon oder auf unserer Homepage. ' +
  'Der zuständige Fachbereich meldet sich dann bei Ihnen.';

/**
 * What the line should say to a caller outside the hours: the editor's own words where a closure of that day brings
 * some, else when somebody is there, and that a Vormerkung can be made all the same.
 */
export function announcementFor(
  { cityName, week }: Pick<Hotline, 'cityName' | 'week'>,
  calendar: Calendar,
  at: Temporal.Instant,
): string {
  const words = calendar.closureAt(at)?.announcement;
  if (words) return words;
  const hours = announcementAt({ who: `Das Servicetelefon der Stadt ${cityName}`, week, calendar }, at);
  // Nothing of hours that were changed since the call, so that it would lie within them.
  return hours ? `${hours} ${OFFER}` : OFFER;
}
