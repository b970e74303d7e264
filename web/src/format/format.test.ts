/** Numbers and times as people read them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFormat, NOTHING } from './format.ts';

const format = makeFormat('en-GB', 'Europe/London', () => Date.parse('2026-07-01T12:00:00Z'));

test('times are those of the factory', () => {
  assert.equal(format.time('2026-07-01T13:05:00Z'), '14:05');
  assert.equal(format.when('2026-07-01T13:05:00Z'), '14:05');
  assert.match(format.when('2026-06-30T13:05:00Z'), /30 Jun.*14:05/);
});

test('what is of another year says so, by the calendar of the factory', () => {
  assert.equal(format.day('2026-11-30T12:00:00Z'), 'Mon 30 Nov');
  assert.equal(format.day('2027-11-30T12:00:00Z'), 'Tue, 30 Nov 2027');
  const berlin = makeFormat('en-GB', 'Europe/Berlin', () => Date.parse('2026-07-01T12:00:00Z'));
  assert.match(berlin.day('2026-12-31T23:30:00Z'), /2027/);
});

test('limits and measured values keep their digits', () => {
  assert.equal(format.exact(0.005), '0.005');
  assert.equal(makeFormat('de-DE', 'Europe/Berlin').exact(1234.0625), '1.234,0625');
  assert.equal(format.exact(null), NOTHING);
});

test('a length of time has its two largest units', () => {
  const texts = [8, 70, 660, 3_900, 90_061].map((seconds) => format.duration(seconds));
  assert.deepEqual(texts, ['8 s', '1 min 10 s', '11 min', '1 h 05 min', '1 d 1 h']);
});

test('what is not known is a dash, and 0 is 0', () => {
  const unknown = [
    format.percent(null),
    format.duration(undefined),
    format.money(null, 'GBP'),
    format.number(Number.NaN),
  ];
  assert.deepEqual(new Set(unknown), new Set([NOTHING]));
  assert.deepEqual([format.percent(0), format.duration(0)], ['0%', '0 s']);
});

test('a percentage is as the API has it', () => {
  assert.equal(format.percent(61.44, 1), '61.4%');
  assert.equal(makeFormat('de-DE', 'Europe/Berlin').percent(61.44, 1).replace(/\s/u, ' '), '61,4 %');
});

test('a time of another year says so', () => {
  assert.equal(format.dateTime('2026-06-30T13:05:00Z'), '30 Jun, 14:05');
  assert.match(format.dateTime('2025-06-30T13:05:00Z'), /30 Jun 2025.*14:05/);
  assert.match(format.when('2025-07-01T13:05:00Z'), /2025/);
});

test('a date of the calendar is the same in every zone', () => {
  for (const zone of ['Pacific/Auckland', 'Europe/London', 'America/Los_Angeles']) {
    assert.equal(makeFormat('en-GB', zone).calendarDate('2026-12-24'), '24 Dec 2026');
  }
});
