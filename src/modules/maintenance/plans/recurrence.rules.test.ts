import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { DomainError } from '../../../kernel/errors.ts';
import { fitRule, recurrenceOf } from './recurrence.rules.ts';

function firstDates(rule: string, beginsOn: string, count: number, from = beginsOn): string[] {
  const dates = recurrenceOf(fitRule(rule), beginsOn);
  const found: string[] = [];
  let date: string | undefined = from;
  while (found.length < count && (date = dates.firstFrom(date)) !== undefined) {
    found.push(date);
    date = Temporal.PlainDate.from(date).add({ days: 1 }).toString();
  }
  return found;
}

test('rules of maintenance give the dates that people expect', () => {
  for (const [rule, beginsOn, expected] of [
    ['FREQ=DAILY;INTERVAL=10', '2026-02-20', ['2026-02-20', '2026-03-02', '2026-03-12']],
    ['freq=weekly;byday=mo,th', '2026-09-02', ['2026-09-03', '2026-09-07', '2026-09-10']],
    ['RRULE:FREQ=WEEKLY;INTERVAL=2', '2026-09-02', ['2026-09-02', '2026-09-16', '2026-09-30']],
    ['FREQ=MONTHLY;BYDAY=1MO', '2026-09-08', ['2026-10-05', '2026-11-02', '2026-12-07']],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', '2026-01-01', ['2026-01-30', '2026-02-27', '2026-03-31']],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2028-01-05', ['2028-01-31', '2028-02-29', '2028-03-31']],
    ['FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1', '2026-05-01', ['2026-09-01', '2027-03-01', '2027-09-01']],
    ['FREQ=DAILY;UNTIL=20260903T120000Z', '2026-09-02', ['2026-09-02', '2026-09-03']],
    ['FREQ=DAILY;UNTIL=20260903', '2026-09-02', ['2026-09-02', '2026-09-03']],
  ] as const) {
    assert.deepEqual(firstDates(rule, beginsOn, 3), expected, rule);
  }
});

test('a month without the day is served on its last one', () => {
  const ends = ['2027-01-31', '2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31'];
  assert.deepEqual(firstDates('FREQ=MONTHLY', '2027-01-31', 5), ends);
  assert.deepEqual(firstDates('FREQ=MONTHLY;BYMONTHDAY=31', '2027-01-05', 5), ends);
  assert.deepEqual(firstDates('FREQ=MONTHLY;BYMONTHDAY=30', '2027-01-30', 3), [
    '2027-01-30',
    '2027-02-28',
    '2027-03-30',
  ]);
  assert.deepEqual(firstDates('FREQ=MONTHLY;INTERVAL=3', '2026-11-30', 3), ['2026-11-30', '2027-02-28', '2027-05-30']);
  assert.deepEqual(firstDates('FREQ=YEARLY', '2028-02-29', 3), ['2028-02-29', '2029-02-28', '2030-02-28']);
  assert.deepEqual(firstDates('FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31', '2026-01-01', 2), ['2026-04-30', '2027-04-30']);
});

test('what no maintenance means by a rule, and what could cost more than it is worth, is refused by name', () => {
  for (const [rule, complaint] of [
    ['', /an empty part/],
    ['INTERVAL=2', /FREQ must be one of DAILY/],
    ['FREQ=SECONDLY', /FREQ must be one of/],
    ['FREQ=HOURLY', /FREQ must be one of/],
    ['FREQ=DAILY;COUNT=5', /COUNT is not taken: say until when/],
    ['FREQ=DAILY;BYHOUR=1,2,3', /the part BYHOUR is not taken\. Allowed: FREQ/],
    ['FREQ=YEARLY;BYWEEKNO=20', /BYWEEKNO/],
    ['FREQ=DAILY;FREQ=DAILY', /FREQ twice/],
    ['FREQ=DAILY;INTERVAL=0', /INTERVAL must be a whole number from 1 to 3650/],
    ['FREQ=YEARLY;INTERVAL=11', /from 1 to 10 with YEARLY/],
    ['FREQ=WEEKLY;BYDAY=1MO', /BYDAY must list/],
    ['FREQ=MONTHLY;BYDAY=9MO', /BYDAY must list/],
    ['FREQ=WEEKLY;BYMONTHDAY=1', /BYMONTHDAY goes with/],
    ['FREQ=MONTHLY;BYMONTHDAY=32', /BYMONTHDAY must list/],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=400', /BYSETPOS must be one number/],
    ['FREQ=MONTHLY;BYSETPOS=1', /needs a BYDAY/],
    ['FREQ=DAILY;UNTIL=20260230', /UNTIL must be a date/],
    ['FREQ=DAILY;UNTIL=tomorrow', /UNTIL must be a date/],
    ['FREQ=DAILY\nDTSTART:20200101', /FREQ must be one of/],
    ['FREQ=DAILY;WKST=MONDAY', /WKST/],
  ] as const) {
    assert.throws(
      () => fitRule(rule),
      (error) => error instanceof DomainError && error.code === 'validation-failed' && complaint.test(error.message),
      rule,
    );
  }
});

test('a rule without any date ends the search for one', () => {
  for (const rule of [
    'FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=31',
    'FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=5',
    'FREQ=YEARLY;INTERVAL=10;BYMONTH=2;BYMONTHDAY=-31',
  ]) {
    assert.equal(recurrenceOf(fitRule(rule), '2026-01-01').firstFrom('2026-01-01'), undefined, rule);
  }
});

/** Day after day, by the definition of each part: slow, and plain. */
function plainly(rule: ReadonlyMap<string, string>, beginsOn: string, days: number): string[] {
  const begin = Temporal.PlainDate.from(beginsOn);
  const interval = Number(rule.get('INTERVAL'));
  const frequency = rule.get('FREQ');
  const monday = (date: Temporal.PlainDate) => date.subtract({ days: date.dayOfWeek - 1 });
  const weekdays = rule.get('BYDAY')?.split(',');
  const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
  const found: string[] = [];
  for (let at = 0; at < days; at++) {
    const date = begin.add({ days: at });
    const months = (date.year - begin.year) * 12 + date.month - begin.month;
    const weeks = monday(begin).until(monday(date)).days / 7;
    const onDay = Math.min(Number(rule.get('BYMONTHDAY') ?? begin.day), date.daysInMonth);
    const fits =
      frequency === 'DAILY'
        ? at % interval === 0 && (weekdays?.includes(names[date.dayOfWeek - 1] as string) ?? true)
        : frequency === 'WEEKLY'
          ? weeks % interval === 0 &&
            (weekdays?.includes(names[date.dayOfWeek - 1] as string) ?? date.dayOfWeek === begin.dayOfWeek)
          : months % interval === 0 && date.day === onDay;
    if (fits) found.push(date.toString());
  }
  return found;
}

test('any rule of days, weeks and months agrees with a plain reckoning, from wherever it is asked', () => {
  const weekdays = fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), { minLength: 1 });
  const rules = fc.oneof(
    fc.record({ FREQ: fc.constant('DAILY'), INTERVAL: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ FREQ: fc.constant('DAILY'), INTERVAL: fc.integer({ min: 1, max: 5 }), BYDAY: weekdays }),
    fc.record({ FREQ: fc.constant('WEEKLY'), INTERVAL: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ FREQ: fc.constant('WEEKLY'), INTERVAL: fc.integer({ min: 1, max: 6 }), BYDAY: weekdays }),
    fc.record({ FREQ: fc.constant('MONTHLY'), INTERVAL: fc.integer({ min: 1, max: 7 }) }),
    fc.record({
      FREQ: fc.constant('MONTHLY'),
      INTERVAL: fc.integer({ min: 1, max: 7 }),
      BYMONTHDAY: fc.integer({ min: 1, max: 31 }),
    }),
  );
  const begin = fc.integer({ min: 0, max: 1_500 }).map((days) => Temporal.PlainDate.from('2024-01-01').add({ days }));
  fc.assert(
    fc.property(rules, begin, fc.integer({ min: 0, max: 500 }), (parts, first, later) => {
      const rule = new Map(Object.entries(parts).map(([name, value]) => [name, String(value)]));
      const text = [...rule].map(([name, value]) => `${name}=${value}`).join(';');
      const beginsOn = first.toString();
      const from = first.add({ days: later }).toString();
      const expected = plainly(rule, beginsOn, later + 400).filter((date) => date >= from);
      assert.deepEqual(firstDates(text, beginsOn, expected.length, from).slice(0, 12), expected.slice(0, 12), text);
    }),
    { numRuns: 40 },
  );
});
