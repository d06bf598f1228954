import { describe, expect, it } from '@jest/globals';
import { type Closure, createCalendar, parseHours, Temporal } from '@serviceportal/shared/time';
import { announcementFor } from './announcement.ts';

const OFFER =
  'Eine Vormerkung können Sie jederzeit hinterlassen: gleich jetzt am Telefon oder auf unserer Homepage. ' +
  'Der zuständige Fachbereich meldet sich dann bei Ihnen.';

function announced(at: string, exceptions: Closure[] = []): string {
  const week = parseHours('Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off');
  const calendar = createCalendar({ zone: 'Europe/Berlin', hours: week, holidays: ['2026-12-25'], exceptions });
  return announcementFor({ cityName: 'Krefeld', week }, calendar, Temporal.Instant.from(at));
}

describe('announcement outside the hours', () => {
  it.each([
    ['in the evening', '2026-11-23T18:00:00+01:00', 'morgen ab 8 Uhr'],
    ['before it opens', '2026-11-23T06:30:00+01:00', 'heute ab 8 Uhr'],
    ['on a holiday', '2026-12-25T10:00:00+01:00', 'am Montag, 28. Dezember, ab 8 Uhr'],
  ])('says the hours, when somebody is there again, and what can be done now: %s', (_case, at, next) => {
    expect(announced(at)).toBe(
      'Das Servicetelefon der Stadt Krefeld ist zurzeit nicht besetzt. Die Servicezeiten sind montags bis donnerstags ' +
        `von 8 bis 17 Uhr sowie freitags von 8 bis 13 Uhr. Wieder für Sie da sind wir ${next}. ${OFFER}`,
    );
  });

  it("is the editor's where a closure of that day has one", () => {
    const announcement = 'Am Rosenmontag ist unser Servicetelefon geschlossen. Helau!';
    const rosenmontag = { from: '2027-02-08', to: '2027-02-08', kind: 'closed' } as const;
    expect(announced('2027-02-08T10:00:00+01:00', [{ ...rosenmontag, announcement }])).toBe(announcement);
    expect(announced('2027-02-08T10:00:00+01:00', [rosenmontag])).toContain('wir morgen ab 8 Uhr');
    expect(announced('2027-02-09T18:00:00+01:00', [{ ...rosenmontag, announcement }])).toContain('Servicezeiten sind');
  });

  it('still offers a Vormerkung where the hours were changed since, so that they would hold the call', () => {
    expect(announced('2026-11-23T10:00:00+01:00')).toBe(OFFER);
  });
});
