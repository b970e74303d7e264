import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Figures, Report, ReportSection } from '../../src/commands/report-data.ts';
import { formatDuration, formatFactoryTime, formatPercent, formatText } from '../../src/commands/report-formats.ts';
import { renderReportJson } from '../../src/commands/report-json.ts';
import { readRange } from '../../src/commands/report-range.ts';
import { renderReport } from '../../src/commands/report-table.ts';
import { DomainError } from '../../src/kernel/errors.ts';

const HOUR = 3_600_000;

function figures(scale: number, factors: Partial<Figures> = {}): Figures {
  return {
    windowMs: 48 * HOUR * scale,
    plannedMs: 10 * HOUR * scale,
    productiveUptimeMs: 4 * HOUR * scale + 1_999,
    productiveDowntimeMs: 3 * HOUR * scale,
    unproductiveDowntimeMs: 2 * HOUR * scale,
    unclassifiedDowntimeMs: HOUR * scale - 1_999,
    offlineMs: 2 * HOUR * scale,
    noDataMs: 36 * HOUR * scale,
    utilisation: 40.0056,
    coverage: 25,
    performance: null,
    quality: null,
    oee: null,
    partialOee: 40.0056,
    factorsUsed: ['availability'],
    basis: {
      availability: { plannedMs: 10 * HOUR * scale, uptimeMs: 4 * HOUR * scale + 1_999 },
      performance: { runs: 0, cuts: 0, idealMs: 0, uptimeMs: 0 },
      quality: { runs: 0, produced: 0, scrap: 0 },
    },
    warnings: [],
    ...factors,
  };
}

function section(scale: number, factors: Partial<Figures> = {}): ReportSection {
  return {
    figures: figures(scale, factors),
    shifts: [{ shift: 'DAY', figures: figures(scale, factors) }],
    topDowntimes: [
      { reason: 'Coil Change', stops: 12, durationMs: 3 * HOUR * scale, share: 50 },
      { reason: 'Weld break', stops: 1, durationMs: 90_061, share: 0.417 },
    ],
  };
}

const report: Report = {
  zone: 'Europe/London',
  fromMs: Date.parse('2026-07-01T05:00:00Z'),
  toMs: Date.parse('2026-07-03T05:00:00Z'),
  askedToMs: null,
  shift: null,
  total: section(2),
  machines: [
    { id: 'm1', name: 'Mill 1', ...section(1) },
    { id: 'm2', name: 'Mill 2', ...section(1) },
  ],
};

describe('the report as text', () => {
  test('shows each machine by shift, then all machines, in the factory zone', () => {
    const expected = `Report from 2026-07-01 06:00 BST to 2026-07-03 06:00 BST (factory time: Europe/London)

Where the time went (h:mm:ss)
                Planned   Uptime  Productive  Unproductive  Unclassified
                                    downtime      downtime      downtime
─────────────────────────────────────────────────────────────────────────
 Mill 1        10:00:00  4:00:01     3:00:00       2:00:00       0:59:58
   DAY         10:00:00  4:00:01     3:00:00       2:00:00       0:59:58
 Mill 2        10:00:00  4:00:01     3:00:00       2:00:00       0:59:58
   DAY         10:00:00  4:00:01     3:00:00       2:00:00       0:59:58
 All machines  20:00:00  8:00:01     6:00:00       4:00:00       1:59:58
   DAY         20:00:00  8:00:01     6:00:00       4:00:00       1:59:58

How good that is
                 Utilis-  Perform-  Quality  OEE  Coverage  Offline   No data
               ation (A)  ance (P)      (Q)
──────────────────────────────────────────────────────────────────────────────
 Mill 1          40.01 %       n/a      n/a  n/a   25.00 %  2:00:00  36:00:00
   DAY           40.01 %       n/a      n/a  n/a   25.00 %  2:00:00  36:00:00
 Mill 2          40.01 %       n/a      n/a  n/a   25.00 %  2:00:00  36:00:00
   DAY           40.01 %       n/a      n/a  n/a   25.00 %  2:00:00  36:00:00
 All machines    40.01 %       n/a      n/a  n/a   25.00 %  4:00:00  72:00:00
   DAY           40.01 %       n/a      n/a  n/a   25.00 %  4:00:00  72:00:00
P is n/a where no production run has an ideal cycle time, counted cuts and uptime.
Q is n/a where no production run has counts of produced and scrapped pieces.
OEE = A × P × Q is n/a where a factor is; nothing is assumed in its place.

What stopped the machines longest
               Reason       Stops     Time    Share
────────────────────────────────────────────────────
 Mill 1        Coil Change     12  3:00:00  50.00 %
               Weld break       1  0:01:30   0.42 %
 Mill 2        Coil Change     12  3:00:00  50.00 %
               Weld break       1  0:01:30   0.42 %
 All machines  Coil Change     12  6:00:00  50.00 %
               Weld break       1  0:01:30   0.42 %
`;
    assert.equal(renderReport(report), expected);
  });

  test('fits 100 columns with a hundred machines over a year, every factor known, and long names', () => {
    const basis = {
      availability: { plannedMs: 876_000 * HOUR, uptimeMs: 876_000 * HOUR },
      performance: { runs: 100_000, cuts: 100_000_000, idealMs: 876_000 * HOUR, uptimeMs: 876_000 * HOUR },
      quality: { runs: 100_000, produced: 99_999_999.9, scrap: 99_999_999.9 },
    };
    const warnings: Figures['warnings'] = ['performance-above-100', 'runs-without-cuts', 'runs-without-uptime'];
    const known = { performance: 100, quality: 100, oee: 100, utilisation: 100, coverage: 100, basis, warnings };
    const huge = section(36_500, known);
    const reason = { reason: 'R'.repeat(200), stops: 1_000_000, durationMs: 876_000 * HOUR, share: 100 };
    const machine = { id: 'x', name: 'Roll forming mill of the second hall', ...huge, topDowntimes: [reason] };
    const text = renderReport({ ...report, shift: 'DAY', askedToMs: report.toMs, machines: [machine], total: huge });
    for (const line of text.split('\n')) assert.ok(line.length <= 100, `${line.length}: ${line}`);
    assert.match(text, /Roll forming mi…/);
    assert.doesNotMatch(text, /n\/a/);
  });

  test('says what performance and quality rest on, and what is odd about them', () => {
    const measured = section(1, {
      performance: 112.5,
      quality: 98,
      basis: {
        availability: { plannedMs: 10 * HOUR, uptimeMs: 4 * HOUR },
        performance: { runs: 3, cuts: 4_050, idealMs: 2.25 * HOUR, uptimeMs: 2 * HOUR },
        quality: { runs: 2, produced: 250.25, scrap: 5 },
      },
      warnings: ['performance-above-100'],
    });
    const text = renderReport({ ...report, total: measured });
    assert.match(text, /^What P and Q rest on$/m);
    assert.match(text, /^ All machines +3 +4050 +2:15:00 +2:00:00 +2 +250\.3 +5$/m);
    assert.match(text, /^P above 100 %: an ideal cycle is too long/m);
    assert.doesNotMatch(renderReport(report), /rest on|above 100|left out/);
  });

  test('says which shift, and that a range into the future was cut at now', () => {
    const text = renderReport({ ...report, shift: 'NIGHT', askedToMs: Date.parse('2026-07-04T11:23:45Z') });
    assert.match(text, /^Only shift NIGHT\.$/m);
    assert.match(text, /future, to 2026-07-04 12:23:45 BST: it is cut at now\.$/m);
  });

  test('names the time in no shift, and says what to do when there are no machines', () => {
    const unplanned = { ...section(1), shifts: [{ shift: null, figures: figures(1) }] };
    assert.match(renderReport({ ...report, total: unplanned }), /^   \(no shift\) +10:00:00/m);
    assert.match(renderReport({ ...report, machines: [] }), /no machines yet: load/);
  });

  test('says when nothing was down', () => {
    const quiet = { ...section(1), topDowntimes: [] };
    assert.match(
      renderReport({ ...report, total: quiet, machines: [{ id: 'm1', name: 'Mill 1', ...quiet }] }),
      /^No downtime was recorded\.$/m,
    );
  });

  test('never lets a name from the data steer the terminal', () => {
    assert.equal(formatText('\u001b[2JMill\n1\u202e', 40), '\ufffd[2JMill\ufffd1\ufffd');
    assert.equal(formatText('abcdef', 6), 'abcdef');
    assert.equal(formatText('abcdefg', 6), 'abcde…');
  });
});

describe('figures in a report', () => {
  test('are cut to whole seconds, with as many hours as there are', () => {
    assert.equal(formatDuration(5_260_443_845), '1461:14:03');
    assert.equal(formatDuration(0), '0:00:00');
    assert.equal(formatDuration(59_999), '0:00:59');
    assert.equal(formatDuration(36_000_000), '10:00:00');
  });

  test('have percentages with two decimals, and n/a where there is nothing to divide by', () => {
    assert.equal(formatPercent(44.3939), '44.39 %');
    assert.equal(formatPercent(0), '0.00 %');
    assert.equal(formatPercent(null), 'n/a');
  });

  test('stand in the factory zone, summer and winter told apart', () => {
    assert.equal(formatFactoryTime(Date.parse('2026-01-15T06:00:00Z'), 'Europe/London'), '2026-01-15 06:00 GMT');
    assert.equal(formatFactoryTime(Date.parse('2026-07-15T06:00:01Z'), 'Europe/London'), '2026-07-15 07:00:01 BST');
    assert.match(formatFactoryTime(Date.parse('2026-07-14T22:30:00Z'), 'Europe/Berlin'), /^2026-07-15 00:30 \S/);
  });
});

describe('the report as JSON', () => {
  test('has the names of the API, seconds with three decimals and null where there is no figure', () => {
    const json = JSON.parse(renderReportJson({ ...report, machines: report.machines.slice(0, 1) }));
    assert.deepEqual(Object.keys(json), [
      'factory_timezone',
      'start_time',
      'end_time',
      'asked_end_time',
      'shift',
      'total',
      'machines',
    ]);
    assert.equal(json.start_time, '2026-07-01T05:00:00.000Z');
    const expected = {
      window_seconds: 172_800,
      planned_seconds: 36_000,
      productive_uptime_seconds: 14_401.999,
      productive_downtime_seconds: 10_800,
      unproductive_downtime_seconds: 7_200,
      unclassified_downtime_seconds: 3_598.001,
      offline_seconds: 7_200,
      no_data_seconds: 129_600,
      utilisation: 40.0056,
      coverage: 25,
      availability: 40.0056,
      performance: null,
      quality: null,
      oee: null,
      partial_oee: 40.0056,
      factors_used: ['availability'],
      basis: {
        availability: { planned_seconds: 36_000, productive_uptime_seconds: 14_401.999 },
        performance: { runs: 0, cuts: 0, ideal_seconds: 0, productive_uptime_seconds: 0 },
        quality: { runs: 0, produced_count: 0, scrap_count: 0 },
      },
      warnings: [],
    };
    assert.deepEqual(json.machines, [
      {
        machine_id: 'm1',
        name: 'Mill 1',
        ...expected,
        shifts: [{ shift: 'DAY', ...expected }],
        top_downtimes: [
          { reason: 'Coil Change', stops: 12, duration_seconds: 10_800, share: 50 },
          { reason: 'Weld break', stops: 1, duration_seconds: 90.061, share: 0.417 },
        ],
      },
    ]);
  });
});

describe('the range of a report', () => {
  const now = Date.parse('2026-07-15T13:00:00Z');
  const read = (from?: string, to?: string, nowMs = now) => {
    const range = readRange({ from, to }, 'Europe/London', '06:00', nowMs);
    return [new Date(range.fromMs).toISOString(), new Date(range.toMs).toISOString()];
  };

  test('is the last seven production days, today with them, when nobody says', () => {
    assert.deepEqual(read(), ['2026-07-09T05:00:00.000Z', '2026-07-15T13:00:00.000Z']);
  });

  test('counts the small hours to the production day before', () => {
    assert.deepEqual(read(undefined, undefined, Date.parse('2026-07-15T04:59:59Z')), [
      '2026-07-08T05:00:00.000Z',
      '2026-07-15T04:59:59.000Z',
    ]);
  });

  test('takes a date as its midnight in the factory, summer and winter', () => {
    assert.deepEqual(read('2026-03-01', '2026-05-01'), ['2026-03-01T00:00:00.000Z', '2026-04-30T23:00:00.000Z']);
  });

  test('takes a time without offset as the factory clock and one with offset as it says', () => {
    assert.deepEqual(read('2026-07-01T06:00', '2026-07-02T06:00:00.5+03:00'), [
      '2026-07-01T05:00:00.000Z',
      '2026-07-02T03:00:00.500Z',
    ]);
  });

  test('ends now where only its start is given, and begins seven production days before its end', () => {
    assert.deepEqual(read('2026-07-15T10:00:00Z'), ['2026-07-15T10:00:00.000Z', '2026-07-15T13:00:00.000Z']);
    assert.deepEqual(read(undefined, '2026-07-01T05:00:00Z'), ['2026-06-24T05:00:00.000Z', '2026-07-01T05:00:00.000Z']);
  });

  test('is refused when it is empty, reversed, or no time at all', () => {
    const refused = (from: string, to: string, pattern: RegExp) =>
      assert.throws(
        () => read(from, to),
        (error) => error instanceof DomainError && error.code === 'range-invalid' && pattern.test(error.message),
      );
    refused('2026-07-01', '2026-07-01', /not before --to 2026-07-01/);
    refused('2026-07-02', '2026-07-01', /not before/);
    refused('2026-02-30', '2026-07-01', /--from '2026-02-30'/);
    refused('yesterday', '2026-07-01', /--from 'yesterday'/);
    refused('2026-07-01', '01.08.2026', /--to '01\.08\.2026'/);
  });
});
