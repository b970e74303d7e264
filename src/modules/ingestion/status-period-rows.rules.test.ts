import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { CsvRecord } from '../../kernel/csv-records.ts';
import { DomainError } from '../../kernel/errors.ts';
import type { StatusPeriodInput } from '../timeline/index.ts';
import { readColumns } from './status-period-columns.rules.ts';
import { type ReadRow, type RowRefusal, StatusPeriodRowReader } from './status-period-rows.rules.ts';

const realNames =
  'name,id,machine_id,downtime_reason_name,end_timestamp,start_timestamp,productivity,classification,duration_seconds,shift,day_of_week,utilisation_category';

const goodRow = {
  name: 'Mill 1',
  id: '6826f660b88fa58d9a999519',
  machine_id: '6809f67ffc54c40ff1b489cf',
  downtime_reason_name: 'Coil Change',
  end_timestamp: '2025-05-05 06:00:00.500000+00:00',
  start_timestamp: '2025-05-05 05:00:00+00:00',
  productivity: 'productive',
  classification: 'DOWNTIME',
  duration_seconds: '3600.5',
  shift: 'NIGHT',
  day_of_week: 'MONDAY',
  utilisation_category: 'PRODUCTIVE DOWNTIME',
};
type Row = typeof goodRow;

function record(fields: readonly string[], line = 1): CsvRecord {
  return { line, fields, problem: undefined, problemField: -1 };
}

function read(changes: Partial<Row>, names = realNames.split(',')): ReadRow | RowRefusal {
  const columns = readColumns('test.csv', record(names));
  const row: Record<string, string> = { ...goodRow, ...changes };
  return new StatusPeriodRowReader(columns).read(
    record(
      names.map((name) => row[name.trim().toLowerCase()] ?? ''),
      7,
    ),
  );
}

function take(changes: Partial<Row>): ReadRow {
  const row = read(changes);
  if ('reason' in row) assert.fail(row.message);
  return row;
}

describe('a row of status periods', () => {
  const period: StatusPeriodInput = {
    id: '6826f660b88fa58d9a999519',
    machineId: '6809f67ffc54c40ff1b489cf',
    startMs: Date.UTC(2025, 4, 5, 5),
    endMs: Date.UTC(2025, 4, 5, 6, 0, 0, 500),
    classification: 'DOWNTIME',
    productivity: 'productive',
    reasonText: 'Coil Change',
  };

  test('is read the same whatever the order and case of the columns, and with unknown ones between them', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...realNames.split(','), 'Extra'], { minLength: 13 }),
        fc.boolean(),
        (names, loud) => {
          const row = read({}, loud ? names.map((name) => ` ${name.toUpperCase()}`) : names);
          assert.deepEqual('period' in row && row.period, period);
        },
      ),
    );
  });

  const refused: [string, Partial<Row>, string, string][] = [
    ['without an id', { id: '  ' }, 'missing-id', 'id'],
    ['with a control character in its id', { id: 'a\u0007b' }, 'bad-id', 'id'],
    ['with an id of 129 characters', { id: 'x'.repeat(129) }, 'over-long-field', 'id'],
    ['without a machine', { machine_id: '' }, 'missing-machine-id', 'machine_id'],
    ['with a machine id that no machine can have', { machine_id: 'a/b' }, 'bad-machine-id', 'machine_id'],
    ['with a machine id that means every machine', { machine_id: 'All' }, 'bad-machine-id', 'machine_id'],
    ['with an over-long machine id', { machine_id: 'x'.repeat(65) }, 'over-long-field', 'machine_id'],
    ['with a name of 201 characters', { name: 'x'.repeat(201) }, 'over-long-field', 'name'],
    [
      'with a reason of 501 characters',
      { downtime_reason_name: 'x'.repeat(501) },
      'over-long-field',
      'downtime_reason_name',
    ],
    ['without a start', { start_timestamp: '' }, 'bad-timestamp', 'start_timestamp'],
    [
      'with a day that does not exist',
      { start_timestamp: '2025-02-30 05:00:00+00:00' },
      'bad-timestamp',
      'start_timestamp',
    ],
    ['with a start in another form', { start_timestamp: '05/05/2025 05:00' }, 'bad-timestamp', 'start_timestamp'],
    [
      'with a start before the year 2000',
      { start_timestamp: '0205-05-05 05:00:00+00:00' },
      'bad-timestamp',
      'start_timestamp',
    ],
    ['with an end that is no time', { end_timestamp: 'NaT' }, 'bad-timestamp', 'end_timestamp'],
    ['that ends before it starts', { end_timestamp: '2025-05-05 04:59:59+00:00' }, 'end-before-start', 'end_timestamp'],
    ['of more than a year', { end_timestamp: '2026-05-07 05:00:00+00:00' }, 'period-too-long', 'end_timestamp'],
    ['with an unknown classification', { classification: 'Banana' }, 'unknown-classification', 'classification'],
    ['with an unknown productivity', { productivity: 'maybe' }, 'unknown-productivity', 'productivity'],
  ];
  for (const [what, changes, reason, column] of refused) {
    test(`${what} is refused with its line, column and value`, () => {
      const row = read(changes);
      if (!('reason' in row)) assert.fail('was taken');
      assert.deepEqual([row.reason, row.column, row.line], [reason, column, 7]);
      assert.ok((changes[column as keyof Row] ?? '').startsWith(row.value.replace('…', '')));
      assert.ok(row.value.length <= 101);
    });
  }

  test('of another length than the first line is refused as a whole', () => {
    const columns = readColumns('test.csv', record(realNames.split(',')));
    const row = new StatusPeriodRowReader(columns).read(record(['a', 'b'], 3));
    assert.ok('reason' in row);
    assert.deepEqual([row.reason, row.line, row.column, row.value], ['wrong-column-count', 3, null, 'a,b']);
    assert.match(row.message, /has 2 columns where the first line has 12/);
  });

  test('that the CSV reader could not read is refused with the reason, and the column where it is known', () => {
    const reader = new StatusPeriodRowReader(readColumns('test.csv', record(realNames.split(','))));
    const broken: CsvRecord = { line: 9, fields: ['Str\uFFFDmung'], problem: 'not-utf8', problemField: 0 };
    const row = reader.read(broken);
    assert.ok('reason' in row);
    assert.deepEqual([row.reason, row.line, row.column, row.value], ['not-utf8', 9, 'name', 'Str\uFFFDmung']);
  });

  test('with an empty end is open', () => assert.equal(take({ end_timestamp: '' }).period.endMs, null));

  test('without length is kept', () => {
    const { period: kept } = take({ end_timestamp: goodRow.start_timestamp });
    assert.equal(kept.endMs, kept.startMs);
  });

  test('has no productivity where the file says nothing or nan', () => {
    for (const productivity of ['', ' ', 'nan', 'NaN']) assert.equal(take({ productivity }).period.productivity, null);
  });

  test('keeps its reason word for word, formulas and spaces too', () => {
    for (const reason of ['Cutoff Tool issue ', '=1+1', '+A1', '@x', 'two\nlines', '"quoted"']) {
      assert.equal(take({ downtime_reason_name: reason }).period.reasonText, reason);
    }
    assert.equal(take({ downtime_reason_name: ' ' }).period.reasonText, null);
  });

  test('says when its duration differs by more than a millisecond, and believes the instants', () => {
    assert.equal(take({}).durationDiffers, false);
    assert.equal(take({ duration_seconds: '3600.5009' }).durationDiffers, false);
    assert.equal(take({ duration_seconds: '' }).durationDiffers, false);
    assert.equal(take({ duration_seconds: '', end_timestamp: '' }).durationDiffers, false);
    for (const duration_seconds of ['3600.502', '0', 'an hour']) {
      const row = take({ duration_seconds });
      assert.equal(row.durationDiffers, true, duration_seconds);
      assert.deepEqual(row.period, period);
    }
  });

  test('says when it is UPTIME and not productive', () => {
    assert.equal(take({ classification: 'UPTIME' }).uptimeProductivity, false);
    assert.equal(take({ classification: 'uptime', productivity: '' }).uptimeProductivity, true);
    assert.equal(take({ classification: 'UPTIME', productivity: 'unproductive' }).uptimeProductivity, true);
  });
});

describe('the first line', () => {
  const refusal = (names: readonly string[]) => {
    try {
      readColumns('mill.csv', record(names));
    } catch (error) {
      assert.ok(error instanceof DomainError && error.code === 'upload-invalid');
      return error.message;
    }
    return assert.fail('was accepted');
  };

  test('that lacks columns is refused, naming them, what is there and what is needed', () => {
    const message = refusal(['id', 'machine', 'classification']);
    assert.match(message, /^'mill.csv' lacks the columns machine_id, downtime_reason_name, start_timestamp/);
    assert.match(message, /has: "id", "machine", "classification"/);
    assert.match(message, /Needed: id, machine_id, /);
  });

  test('that separates by semicolons is refused with a hint', () => {
    assert.match(refusal([realNames.replaceAll(',', ';')]), /separated by commas/);
  });

  test('of a file whose lines end with CR alone is refused, and not taken for a table without rows', () => {
    assert.match(refusal([...realNames.split(','), 'extra\rMill 1', '1']), /end with CR alone/);
  });

  test('that names a column twice is refused', () => {
    assert.match(refusal([...realNames.split(','), 'id']), /more than one column id/);
  });

  test('may lack what is derived or optional, and says which columns mean nothing', () => {
    const names = realNames.split(',').filter((name) => !['name', 'duration_seconds', 'shift'].includes(name));
    assert.deepEqual(readColumns('mill.csv', record([...names, 'operator'])).ignored, ['operator']);
  });

  test('of an empty file is refused', () => {
    assert.throws(() => readColumns('mill.csv', undefined), /'mill.csv' is empty/);
  });
});
