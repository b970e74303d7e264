/** A shift of which nothing is known: the text tells as little as the e-mail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportText } from './shift-report-text.ts';
import type { ShiftReport } from './shift-reports.types.ts';

function textOf(coverage: number | null): string {
  const total = {
    production: { cuts: null, runs: 0, produced_count: null, good_count: null, scrap_count: null },
    time: { planned_seconds: 0, productive_uptime_seconds: 0, coverage },
    oee: { oee: null, availability: null, performance: null, quality: null },
    losses: [],
    tickets: { opened: 0, resolved: 0, open: 0, opened_ids: [], resolved_ids: [] },
    parts: [],
    unanswered: { stops: 0, seconds: 0, longest: [] },
  };
  const report = { shift: 'DAY', productionDay: '2026-01-15', startMs: 0, endMs: 0, revision: 1, madeAt: 0 };
  return reportText({ ...report, content: { total, machines: [] } } as unknown as ShiftReport, 'UTC');
}

for (const [coverage, known] of [
  [null, '–'],
  [0, '0.0 %'],
] as const) {
  test(`no time and no stops are told where ${known} of the shift is known`, () => {
    const text = textOf(coverage);
    assert.ok(text.includes(`\n  Time        running –, down –, known ${known}\n`), text);
    assert.match(text, /\n {2}No reason {3}–\n$/);
  });
}

test('where something is known, no stop without a reason is none', () => {
  assert.match(textOf(10), /running 0 min, down 0 min, known 10\.0 %\n/);
  assert.doesNotMatch(textOf(10), /No reason/);
});
