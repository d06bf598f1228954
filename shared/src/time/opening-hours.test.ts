import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HoursError, HoursText, parseHours } from './opening-hours.ts';
import { joinRanges, timeText } from './time-span.ts';
import { WEEKDAYS } from './weekday.ts';
import { formatHours, WeeklyHours } from './weekly-hours.ts';

describe('parseHours', () => {
  it('reads weekly tables that are plain JSON', () => {
    const long = [{ from: '08:00', to: '17:00' }];
    const hours = parseHours('Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off');
    expect(hours).toEqual({
      Mo: long,
      Tu: long,
      We: long,
      Th: long,
      Fr: [{ from: '08:00', to: '13:00' }],
      Sa: [],
      Su: [],
      PH: [],
    });
    expect(WeeklyHours.parse(JSON.parse(JSON.stringify(hours)))).toEqual(hours);
  });

  it.each([
    ['Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off', 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off'],
    ['Mo,We 08:30-12:30', 'Mo,We 08:30-12:30'],
    ['Mo,Tu,We,Fr 08:00-12:00', 'Mo-We,Fr 08:00-12:00'],
    ['Sa-Mo 09:00-10:00', 'Mo,Sa-Su 09:00-10:00'],
    ['Mo-Fr 08:00-12:00,13:30-16:00', 'Mo-Fr 08:00-12:00,13:30-16:00'],
    ['Mo 13:30-16:00,08:00-12:00', 'Mo 08:00-12:00,13:30-16:00'],
    ['Mo 08:00-12:00,11:00-16:00,16:00-17:00', 'Mo 08:00-17:00'],
    ['24/7', '24/7'],
    ['00:00-24:00', '24/7'],
    ['24/7; PH off', 'Mo-Su 00:00-24:00; PH off'],
    ['08:00-17:00; PH 09:00-12:00', 'Mo-Su 08:00-17:00; PH 09:00-12:00'],
    ['off', 'off'],
    ['PH off', 'PH off'],
    ['Mo off', 'off'],
    ['Mo-Fr 08:00-17:00; We off', 'Mo-Tu,Th-Fr 08:00-17:00'],
    ['Mo-Fr 08:00-17:00; We 10:00-12:00', 'Mo-Tu,Th-Fr 08:00-17:00; We 10:00-12:00'],
    ['off; Mo 08:00-17:00', 'Mo 08:00-17:00'],
    ['Mo-Fr 08:00-17:00; Su,PH off', 'Mo-Fr 08:00-17:00; PH off'],
    ['PH,Sa 10:00-12:00', 'Sa 10:00-12:00; PH 10:00-12:00'],
    ['PH off; PH 10:00-12:00', 'PH 10:00-12:00'],
    ['Fr 22:00-02:00', 'Fr 22:00-24:00; Sa 00:00-02:00'],
    ['Su 22:00-00:00', 'Su 22:00-24:00'],
    ['Mo-Su 22:00-02:00', 'Mo-Su 00:00-02:00,22:00-24:00'],
    ['Fr 22:00-02:00; Sa off', 'Fr 22:00-24:00'],
    ['Sa 09:00-12:00; Fr 22:00-02:00', 'Fr 22:00-24:00; Sa 00:00-02:00,09:00-12:00'],
    ['Mo 8:00-9:30', 'Mo 08:00-09:30'],
    ['  Mo – Th\t08:00 – 17:00 ;Fr 08:00-13:00  ', 'Mo-Th 08:00-17:00; Fr 08:00-13:00'],
  ])('understands «%s» as «%s»', (text, canonical) => {
    expect(formatHours(parseHours(text))).toBe(canonical);
  });

  it.each([
    ['Mo-Th 8-17', 'expected a time like 08:00 at character 7 («8-17»)'],
    ['', 'expected a day such as Mo, Tu or PH at character 1 (the end of the text)'],
    ['Mo-Fr', 'expected a time like 08:00 at character 6 (the end of the text)'],
    ['Mo 08:00-17:00;', 'expected a day such as Mo, Tu or PH at character 16 (the end of the text)'],
    ['Mo 08:00-17:00 Tu 08:00-17:00', 'expected «;» and the next rule, or the end, at character 16 («Tu»)'],
    ['Mo 08:00-12:00,Tu 14:00-16:00', 'expected a time like 08:00 at character 16 («Tu»)'],
    ['Mo 08:00', 'expected «-» and the time it ends at character 9 (the end of the text)'],
    ['Mo 08:00-', 'expected a time like 17:00 at character 10 (the end of the text)'],
    ['Mo 08:00-25:00', 'expected a time from 00:00 to 24:00 at character 10 («25:00»)'],
    ['Mo 08:60-12:00', 'expected a time from 00:00 to 24:00 at character 4 («08:60-12:00»)'],
    ['Mo 08:00-26:00', 'expected a time from 00:00 to 24:00 at character 10 («26:00»)'],
    ['Mo 08:00-08:00', 'expected an end other than the beginning at character 10 («08:00»)'],
    ['Mo 24:00-02:00', 'expected a beginning before 24:00 at character 4 («24:00-02:00»)'],
    ['Mo 08:000-09:00', 'expected a time like 08:00 at character 4 («08:000-09:00»)'],
    ['Di 08:00-12:00', 'expected the English Tu at character 1 («Di»)'],
    ['Mo-Do 08:00-12:00', 'expected the English Th at character 4 («Do»)'],
    ['Mo-PH off', 'expected a day such as Mo, Tu or PH at character 4 («PH»)'],
    ['SH off', 'expected a day such as Mo, Tu or PH at character 1 («SH»)'],
    ['Jan-Mar 08:00-12:00', 'expected a day such as Mo, Tu or PH at character 1 («Jan-Mar»)'],
    ['Mo offen', 'expected a time like 08:00 at character 4 («offen»)'],
    ['Mo 24/7', 'expected a time like 08:00 at character 4 («24/7»)'],
    ['PH off; Mo-Fr 08:00-17:00', 'expected rules for PH last, as later rules override them, at character 9 («Mo-Fr»)'],
    ['PH off; 24/7', 'expected a day such as Mo, Tu or PH at character 9 («24/7»)'],
    ['Mo 08:00-17:00; 10:00-12:00', 'expected a day such as Mo, Tu or PH at character 17 («10:00-12:00»)'],
    ['Mo-Fr 08:00-17:00; off', 'expected a day such as Mo, Tu or PH at character 20 («off»)'],
    ['PH 22:00-02:00', 'expected holiday hours that end by 24:00 at character 4 («22:00-02:00»)'],
    ['🙂', 'expected a day such as Mo, Tu or PH at character 1 («🙂»)'],
  ])('refuses «%s»: %s', (text, message) => {
    const position = Number(/at character (\d+)/.exec(message)?.[1]);
    expect(() => parseHours(text)).toThrow(expect.objectContaining({ name: 'HoursError', message, position }));
  });

  it('reads any text or says where it stopped', () => {
    const pieces = fc.constantFrom('Mo', 'Tu-Fr', 'PH', ' ', ',', ';', '-', '08:00', '24:00', '12:30', 'off', '24/7');
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseHours(text);
        } catch (error) {
          expect(error).toBeInstanceOf(HoursError);
          expect((error as HoursError).position).toBeLessThanOrEqual(text.length + 1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('formatHours', () => {
  const spans = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 1440 }), fc.integer({ min: 0, max: 1440 })), { maxLength: 3 })
    .map((pairs) => joinRanges(pairs.map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }))))
    .map((ranges) => ranges.map(({ from, to }) => ({ from: timeText(from), to: timeText(to) })));
  const few = fc.uniqueArray(spans, { minLength: 1, maxLength: 3 });
  // Days that share their hours are the rule, so each takes one of a few.
  const weekly = few.chain((choices) =>
    fc.record(
      Object.fromEntries([...WEEKDAYS, 'PH' as const].map((day) => [day, fc.constantFrom(...choices)])) as Record<
        keyof WeeklyHours,
        typeof spans
      >,
      { requiredKeys: [...WEEKDAYS] },
    ),
  );

  it('is read back as the same hours', () => {
    fc.assert(
      fc.property(weekly, (hours) => {
        expect(parseHours(formatHours(hours))).toEqual(hours);
      }),
      { numRuns: 500 },
    );
  });
});

describe('HoursText', () => {
  it('passes the place on to whoever validates', () => {
    const { error } = HoursText.safeParse('Mo-Th 8-17');
    expect(error?.issues.map(({ message }) => message)).toEqual(['expected a time like 08:00 at character 7 («8-17»)']);
    expect(HoursText.safeParse('Mo-Th 08:00-17:00').success).toBe(true);
    expect(HoursText.safeParse(' '.repeat(501)).success).toBe(false);
  });
});
