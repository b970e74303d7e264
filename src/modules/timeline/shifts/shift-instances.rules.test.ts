import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  expandMonth,
  type IsoWeekday,
  type ShiftCalendar,
  type ShiftDefinition,
  type WeeklyPattern,
} from './shift-instances.rules.ts';
import { dayAndNight, minuteOf, requireFitPattern, weeklyOf } from './shift-patterns.rules.ts';

const shift = (code: string, start: string, end: string): ShiftDefinition => ({
  code,
  startMinute: minuteOf(start),
  endMinute: minuteOf(end),
});

function calendarOf(
  weekly: WeeklyPattern | Readonly<Record<string, WeeklyPattern>>,
  exceptions: Readonly<Record<string, readonly ShiftDefinition[]>> = {},
): ShiftCalendar {
  const byDate = 1 in weekly ? { '1970-01-01': weekly as WeeklyPattern } : weekly;
  const versions = Object.entries(byDate).map(([validFrom, pattern]) => ({ validFrom, weekly: pattern }));
  return { key: 'test', versions, exceptions: new Map(Object.entries(exceptions)) };
}

/** The instances of a production day as `CODE 18:00–06:00 12 h` in local time; `-` for time in no shift. */
function dayOf(calendar: ShiftCalendar, zone: string, day: string): string[] {
  const clock = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainTime().toString().slice(0, 5);
  return expandMonth(calendar, zone, day.slice(0, 7))
    .filter(({ productionDay }) => productionDay === day)
    .map(
      ({ shift: code, startMs, endMs }) =>
        `${code ?? '-'} ${clock(startMs)}–${clock(endMs)} ${(endMs - startMs) / 3_600_000} h`,
    );
}

const london = 'Europe/London';
const aroundTheClock = calendarOf(dayAndNight('06:00', '18:00'));
const early = calendarOf(weeklyOf([shift('EARLY', '05:00', '13:00')]));
const nightOnly = weeklyOf([shift('NIGHT', '22:00', '06:00')]);
const wholeDay = calendarOf(weeklyOf([shift('ALL', '06:00', '06:00')]));
/** B is the half hour before two; the clocks skip it where they go from one to two, and halve it where they skip less. */
const shortOne = calendarOf(
  weeklyOf([shift('A', '18:00', '01:30'), shift('B', '01:30', '02:00'), shift('C', '02:00', '18:00')]),
);

const table: readonly [rule: string, ShiftCalendar, zone: string, day: string, expected: readonly string[]][] = [
  ['a plain day', aroundTheClock, london, '2026-06-10', ['DAY 06:00–18:00 12 h', 'NIGHT 18:00–06:00 12 h']],
  [
    'the night in which the clocks go back lasts 13 h',
    aroundTheClock,
    london,
    '2026-10-24',
    ['DAY 06:00–18:00 12 h', 'NIGHT 18:00–06:00 13 h'],
  ],
  [
    'the night in which they go forward lasts 11 h',
    aroundTheClock,
    london,
    '2026-03-28',
    ['DAY 06:00–18:00 12 h', 'NIGHT 18:00–06:00 11 h'],
  ],
  [
    'where clocks move by half an hour, the night does',
    aroundTheClock,
    'Australia/Lord_Howe',
    '2026-10-03',
    ['DAY 06:00–18:00 12 h', 'NIGHT 18:00–06:00 11.5 h'],
  ],
  [
    'time in no shift is cut at midnight',
    early,
    london,
    '2026-06-10',
    ['- 00:00–05:00 5 h', 'EARLY 05:00–13:00 8 h', '- 13:00–00:00 11 h'],
  ],
  [
    'and ends where the night before does',
    calendarOf(nightOnly),
    london,
    '2026-06-10',
    ['- 06:00–22:00 16 h', 'NIGHT 22:00–06:00 8 h'],
  ],
  [
    'a midnight that the clocks skip is where they skip it',
    early,
    'America/Santiago',
    '2026-09-06',
    ['- 01:00–05:00 4 h', 'EARLY 05:00–13:00 8 h', '- 13:00–00:00 11 h'],
  ],
  ['a shift may last around the clock', wholeDay, london, '2026-06-10', ['ALL 06:00–06:00 24 h']],
  ['and for 25 h when the clocks go back', wholeDay, london, '2026-10-24', ['ALL 06:00–06:00 25 h']],
  ['without shifts a day is one slice', calendarOf({}), london, '2026-10-25', ['- 00:00–00:00 25 h']],
  [
    'an exception takes the place of the pattern on its date',
    calendarOf(nightOnly, { '2026-12-25': [shift('CREW', '10:00', '12:00')] }),
    london,
    '2026-12-25',
    ['- 06:00–10:00 4 h', 'CREW 10:00–12:00 2 h', '- 12:00–00:00 12 h'],
  ],
  [
    'a day without shifts still ends the night before it',
    calendarOf(nightOnly, { '2026-12-25': [] }),
    london,
    '2026-12-25',
    ['- 06:00–00:00 18 h'],
  ],
  [
    'a pattern holds until the day before the next one, whose first shift ends the last night',
    calendarOf({ '2026-01-01': nightOnly, '2026-06-10': early.versions[0]?.weekly as WeeklyPattern }),
    london,
    '2026-06-09',
    ['- 06:00–22:00 16 h', 'NIGHT 22:00–05:00 7 h'],
  ],
  [
    'before the first pattern there are no shifts',
    calendarOf({ '2026-06-10': nightOnly }),
    london,
    '2026-06-09',
    ['- 00:00–00:00 24 h'],
  ],
  [
    'a shift that ends in the hour that is skipped ends where it begins',
    shortOne,
    london,
    '2026-03-28',
    ['B 01:30–02:00 0.5 h', 'C 02:00–18:00 16 h', 'A 18:00–02:00 7 h'],
  ],
  [
    'a shift that lies in the hour that is skipped is left out, and the following one is whole',
    shortOne,
    london,
    '2026-03-29',
    ['C 02:00–18:00 16 h', 'A 18:00–01:30 7.5 h'],
  ],
  [
    'a shift of no length does not end the one that lasts over it',
    calendarOf(
      { '1970-01-01': weeklyOf([shift('LONG', '20:00', '04:00')]) },
      { '2026-03-29': [shift('GONE', '01:15', '01:45')] },
    ),
    london,
    '2026-03-28',
    ['- 04:00–20:00 16 h', 'LONG 20:00–04:00 7 h'],
  ],
  [
    'of the hour that comes twice the shift before two has both',
    shortOne,
    london,
    '2026-10-25',
    ['B 01:30–02:00 1.5 h', 'C 02:00–18:00 16 h', 'A 18:00–01:30 7.5 h'],
  ],
];

describe('shifts of a production day', () => {
  for (const [rule, calendar, zone, day, expected] of table) {
    test(`${rule} (${zone}, ${day})`, () => assert.deepEqual(dayOf(calendar, zone, day), expected));
  }
});

describe('any calendar in any zone', () => {
  const zones = [
    'Europe/London',
    'America/Chicago',
    'America/Santiago',
    'America/Havana',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'Africa/Casablanca',
    'Asia/Beirut',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'UTC',
  ];
  const awkwardMinute = fc.constantFrom(0, 1, 15, 30, 60, 61, 90, 105, 120, 150, 180, 1_380, 1_410, 1_439);
  const minute = fc.oneof(awkwardMinute, fc.integer({ min: 0, max: 1_439 }));
  const minuteOfWeek = fc.tuple(fc.integer({ min: 0, max: 6 }), minute).map(([day, at]) => day * 1_440 + at);

  /** Cuts the week where `cuts` say; each stretch of at most 24 h is a shift, or left without one. */
  const anyPattern = fc
    .array(fc.tuple(minuteOfWeek, fc.boolean()), { minLength: 1, maxLength: 30 })
    .map((cuts): WeeklyPattern => {
      const starts = [...new Map(cuts)].sort(([a], [b]) => a - b);
      const days: Record<IsoWeekday, ShiftDefinition[]> = { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] };
      starts.forEach(([start, worked], at) => {
        const end = starts[at + 1]?.[0] ?? (starts[0] as [number, boolean])[0] + 7 * 1_440;
        const day = days[(Math.floor(start / 1_440) + 1) as IsoWeekday];
        if (!worked || end - start > 1_440 || day.length === 10) return;
        day.push({ code: `S${at}`, startMinute: start % 1_440, endMinute: end % 1_440 });
      });
      requireFitPattern(days);
      return days;
    });
  const anyException = fc.tuple(minute, minute).map(([a, b]) => [{ code: 'X', startMinute: a, endMinute: b }]);
  const anyMonth = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1990, max: 2040 }), fc.integer({ min: 1, max: 12 }))
      .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`),
    // clocks change in these: among them a whole day that Samoa left out
    fc.constantFrom('2026-03', '2026-10', '2026-09', '2026-04', '2011-12', '2010-11'),
  );

  test('has months that follow each other without a hole or an overlap, and days named by their beginning', () => {
    const anyCase = fc.record({
      zone: fc.constantFrom(...zones),
      month: anyMonth,
      patterns: fc.tuple(anyPattern, anyPattern),
      changedOn: fc.integer({ min: 1, max: 28 }),
      exceptions: fc.array(fc.tuple(fc.integer({ min: 1, max: 31 }), fc.oneof(anyException, fc.constant([])))),
    });
    fc.assert(
      fc.property(anyCase, ({ zone, month, patterns, changedOn, exceptions }) => {
        const first = Temporal.PlainYearMonth.from(month);
        const dateOf = (day: number) => first.toPlainDate({ day }).toString();
        const calendar = calendarOf(
          { '1970-01-01': patterns[0], [dateOf(changedOn)]: patterns[1] },
          Object.fromEntries(exceptions.map(([day, shifts]) => [dateOf(day), shifts])),
        );
        let previousEndMs: number | undefined;
        for (const around of [first.subtract({ months: 1 }), first, first.add({ months: 1 })]) {
          const instances = expandMonth(calendar, zone, around.toString());
          assert.ok(instances.length > 0);
          for (const { startMs, endMs, productionDay, weekday } of instances) {
            assert.ok(startMs < endMs);
            assert.equal(startMs, previousEndMs ?? startMs);
            const begun = Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(zone);
            assert.equal(productionDay, begun.toPlainDate().toString());
            assert.equal(productionDay.slice(0, 7), around.toString());
            assert.equal(weekday, begun.dayOfWeek);
            previousEndMs = endMs;
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});
