/** Loading CSV into real databases: what is stored, what is refused, and what repeating does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoadSummary } from '../../../src/modules/ingestion/index.ts';
import type { OutboxTables } from '../../../src/platform/outbox/index.ts';
import { onEachEngine } from '../../support/engines.ts';
import {
  columns,
  csv,
  factoryOn,
  listEvents,
  listPeriods,
  listTotals,
  loader,
  piecesOf,
  row,
  rows,
} from './ingestion-fixture.ts';

const counts = ({ total: { rows, inserted, updated, unchanged, repeated, refused } }: LoadSummary) => ({
  rows,
  inserted,
  updated,
  unchanged,
  repeated,
  refused,
});
const none = { rows: 0, inserted: 0, updated: 0, unchanged: 0, repeated: 0, refused: 0 };

onEachEngine('loading CSV', ({ createDatabase }) => {
  test('records good rows, makes their machines with the name in the data, and counts per machine', async () => {
    const { database } = await createDatabase();
    const { ingestion, machines } = factoryOn(database);
    const lines = [...rows(0, 700), row(700, { machine_id: 'mill-2', name: 'Mill 2' })];
    const summary = await ingestion.loadStatusPeriods(loader, [csv(lines)]);
    assert.equal(summary.complete, true);
    assert.deepEqual(counts(summary), { ...none, rows: 701, inserted: 701 });
    assert.deepEqual(
      summary.machines.map(({ machineId, name, rows, inserted }) => [machineId, name, rows, inserted]),
      [
        ['mill-1', 'Mill 1', 700, 700],
        ['mill-2', 'Mill 2', 1, 1],
      ],
    );
    assert.equal(summary.machines[0]?.firstStartMs, Date.UTC(2025, 4, 5));
    assert.equal(summary.machines[0]?.lastEndMs, Date.UTC(2025, 4, 5) + 700 * 600_000);
    assert.equal((await machines.getMachine('mill-2')).name, 'Mill 2');
    assert.equal((await listPeriods(database)).length, 701);
  });

  test('twice changes nothing: not a period, not a sum, not a machine', async () => {
    const { database } = await createDatabase();
    const { ingestion, store } = factoryOn(database);
    await ingestion.loadStatusPeriods(loader, [csv(rows(0, 600))]);
    const before = [await listPeriods(database), await listTotals(database)];
    const again = await ingestion.loadStatusPeriods(loader, [csv(rows(0, 600))]);
    assert.deepEqual(counts(again), { ...none, rows: 600, unchanged: 600 });
    assert.deepEqual([await listPeriods(database), await listTotals(database)], before);
    assert.equal((await listEvents(store, 'machine.created')).length, 1);
    assert.equal((await listEvents(store, 'timeline.periods-recorded')).length, 2);
  });

  test('upserts by id: a period that has grown is an update, and its columns may come in any order', async () => {
    const { database } = await createDatabase();
    const { ingestion } = factoryOn(database);
    await ingestion.loadStatusPeriods(loader, [csv([row(1, { end_timestamp: '', duration_seconds: '' })])]);
    const reversed = (line: string) => line.split(',').reverse().join(',');
    const grown = await ingestion.loadStatusPeriods(loader, [
      csv([row(1), row(2)].map(reversed), 'turned.csv', reversed(columns)),
    ]);
    assert.deepEqual(counts(grown), { ...none, rows: 2, inserted: 1, updated: 1 });
    const [period] = (await listPeriods(database)) as { ended_at: number; revision: number }[];
    assert.deepEqual([period?.ended_at, period?.revision], [Date.UTC(2025, 4, 5) + 1_200_000, 2]);
  });

  test('keeps good rows and names each refused one by line, column and reason', async () => {
    const { database } = await createDatabase();
    const { ingestion } = factoryOn(database);
    const told: number[] = [];
    const lines = [
      row(0),
      row(1, { id: '' }),
      row(2, { downtime_reason_name: '"two\nlines"' }),
      row(3, { start_timestamp: 'yesterday' }),
      'too,short',
      row(4, { end_timestamp: '2025-05-04 00:00:00+00:00' }),
      row(5, { classification: 'Banana' }),
      '',
      row(6, { name: '"never closed' }),
      row(7),
    ];
    const summary = await ingestion.loadStatusPeriods(loader, [csv(lines)], {
      onRefusal: ({ line }) => void told.push(line),
    });
    assert.deepEqual(counts(summary), { ...none, rows: 9, inserted: 3, refused: 6 });
    assert.deepEqual(
      summary.refusals.map(({ file, line, column, reason }) => [file, line, column, reason]),
      [
        ['test.csv', 3, 'id', 'missing-id'],
        ['test.csv', 6, 'start_timestamp', 'bad-timestamp'],
        ['test.csv', 7, null, 'wrong-column-count'],
        ['test.csv', 8, 'end_timestamp', 'end-before-start'],
        ['test.csv', 9, 'classification', 'unknown-classification'],
        ['test.csv', 11, 'name', 'quote-not-closed'],
      ],
    );
    assert.deepEqual(told, [3, 6, 7, 8, 9, 11]);
    assert.equal(summary.complete, true);
    assert.equal(summary.machines[0]?.refused, 4);
  });

  test('names bytes that are not UTF-8 and NUL bytes by line and keeps the rows around them', async () => {
    const { database } = await createDatabase();
    const { ingestion } = factoryOn(database);
    const latin1 = Buffer.from(row(1, { downtime_reason_name: 'Störung' }), 'latin1');
    const bytes = Buffer.concat([
      Buffer.from(`\uFEFF${columns}\r\n${row(0, { downtime_reason_name: 'Störung' })}\r\n`),
      latin1,
      Buffer.from(`\r\n${row(2, { downtime_reason_name: 'a\0b' })}\r\n${row(3)}`),
    ]);
    const summary = await ingestion.loadStatusPeriods(loader, [{ name: 'odd.csv', bytes: piecesOf(bytes, 7) }]);
    assert.deepEqual(
      summary.refusals.map(({ line, column, reason }) => [line, column, reason]),
      [
        [3, 'downtime_reason_name', 'not-utf8'],
        [4, 'downtime_reason_name', 'nul-byte'],
      ],
    );
    assert.equal(summary.total.inserted, 2);
  });

  test('gives spellings of one reason one catalogue entry, and keeps what was written', async () => {
    const { database } = await createDatabase();
    const { ingestion } = factoryOn(database);
    const spellings = ['Cutoff Tool issue ', 'cutoff tool issue', '=1+1'];
    const lines = spellings.map((downtime_reason_name, at) => row(at, { downtime_reason_name }));
    await ingestion.loadStatusPeriods(loader, [csv(lines)]);
    const reasons = await database.kysely.selectFrom('downtime_reasons').select('name').execute();
    assert.equal(reasons.length, 2);
    const kept = (await listPeriods(database)) as { reason_text: string }[];
    assert.deepEqual(
      kept.map((period) => period.reason_text),
      spellings,
    );
  });

  test('takes an empty or nan productivity as none, and warns of UPTIME that is not productive', async () => {
    const { database } = await createDatabase();
    const { ingestion } = factoryOn(database);
    const summary = await ingestion.loadStatusPeriods(loader, [
      csv([
        row(0, { productivity: '' }),
        row(1, { productivity: 'nan' }),
        row(2, { classification: 'UPTIME' }),
        row(3, { duration_seconds: '1.0' }),
        row(4, { name: 'Mill One' }),
      ]),
    ]);
    assert.deepEqual(
      summary.warnings.map(({ kind, count, examples }) => [kind, count, examples[0]?.line]),
      [
        ['uptime-productivity', 1, 4],
        ['duration-differs', 1, 5],
        ['machine-name-differs', 1, 6],
      ],
    );
    const stored = (await listPeriods(database)) as { productivity: string | null }[];
    assert.deepEqual(
      stored.slice(0, 2).map((period) => period.productivity),
      [null, null],
    );
  });

  test('takes the later of two rows with one id and says so', async () => {
    const { database } = await createDatabase();
    const { ingestion } = factoryOn(database);
    const summary = await ingestion.loadStatusPeriods(loader, [
      csv([row(0), row(1), row(0, { downtime_reason_name: 'Setting' })]),
    ]);
    assert.deepEqual(counts(summary), { ...none, rows: 3, inserted: 2, repeated: 1 });
    const [first] = (await listPeriods(database)) as { reason_text: string }[];
    assert.equal(first?.reason_text, 'Setting');
    assert.deepEqual(summary.warnings[0], {
      kind: 'repeated-id',
      count: 1,
      examples: [{ file: 'test.csv', line: 4 }],
    });
  });

  test('as a dry run says what it would do and leaves no trace', async () => {
    const { database } = await createDatabase();
    const { ingestion, store } = factoryOn(database);
    await ingestion.loadStatusPeriods(loader, [csv(rows(0, 3))]);
    const before = await listPeriods(database);
    const heads = await store.access<OutboxTables>().selectFrom('event_heads').selectAll().execute();
    const summary = await ingestion.loadStatusPeriods(
      loader,
      [csv([row(0), row(1, { downtime_reason_name: 'Setting' }), row(9, { machine_id: 'new' }), 'bad'])],
      { dryRun: true },
    );
    assert.deepEqual(counts(summary), { ...none, rows: 4, inserted: 1, updated: 1, unchanged: 1, refused: 1 });
    assert.deepEqual(await listPeriods(database), before);
    assert.deepEqual(await store.access<OutboxTables>().selectFrom('event_heads').selectAll().execute(), heads);
    assert.equal((await database.kysely.selectFrom('machines').select('id').execute()).length, 1);
  });

  test('stopped between batches keeps what was recorded; run again, it ends as if it had never been stopped', async () => {
    const whole = await createDatabase();
    await factoryOn(whole.database).ingestion.loadStatusPeriods(loader, [csv(rows(0, 2_000))]);

    const { database } = await createDatabase();
    const { ingestion, store } = factoryOn(database);
    const stop = new AbortController();
    const stopped = await ingestion.loadStatusPeriods(loader, [csv(rows(0, 2_000)), csv(rows(0, 1), 'next.csv')], {
      signal: stop.signal,
      onProgress: (progress) => progress.rows > 1_100 && stop.abort(),
    });
    assert.equal(stopped.complete, false);
    assert.equal(stopped.files.length, 1);
    assert.equal(stopped.total.inserted, 1_000);
    const [event] = await listEvents(store, 'ingestion.stopped');
    assert.equal(event?.['inserted'], 1_000);

    const again = await ingestion.loadStatusPeriods(loader, [csv(rows(0, 2_000))]);
    assert.deepEqual(counts(again), { ...none, rows: 2_000, inserted: 1_000, unchanged: 1_000 });
    assert.deepEqual(await listPeriods(database), await listPeriods(whole.database));
    assert.deepEqual(await listTotals(database), await listTotals(whole.database));
  });

  test('leaves one event and one audit entry a file, without its folder and rows', async () => {
    const { database } = await createDatabase();
    const { ingestion, store } = factoryOn(database);
    await ingestion.loadStatusPeriods(loader, [csv([row(0), 'bad'])]);
    const data = {
      file: 'test.csv',
      source: 'csv',
      ...none,
      rows: 2,
      inserted: 1,
      refused: 1,
      start_time: '2025-05-05T00:00:00.000Z',
      end_time: '2025-05-05T00:10:00.000Z',
    };
    assert.deepEqual(await listEvents(store, 'ingestion.completed'), [data]);
    const entries = await store
      .access<OutboxTables>()
      .selectFrom('audit_entries')
      .select(['actor_name', 'after'])
      .where('action', '=', 'ingestion.completed')
      .execute();
    assert.deepEqual(
      entries.map((entry) => [entry.actor_name, JSON.parse(entry.after ?? '')]),
      [['load', data]],
    );
  });

  test('goes on with the next file when one cannot be read, and says which', async () => {
    const { database } = await createDatabase();
    const { ingestion, store } = factoryOn(database);
    const summary = await ingestion.loadStatusPeriods(loader, [
      csv(['1,2'], 'other.csv', 'a,b'),
      csv([], 'empty.csv', ''),
      csv([row(0)], 'good.csv'),
    ]);
    assert.equal(summary.complete, false);
    assert.deepEqual(
      summary.files.map(({ name, complete, counts: { inserted } }) => [name, complete, inserted]),
      [
        ['other.csv', false, 0],
        ['empty.csv', false, 0],
        ['good.csv', true, 1],
      ],
    );
    assert.match(String(summary.files[0]?.failure), /lacks the columns id, machine_id/);
    assert.equal((await listEvents(store, 'ingestion.completed')).length, 1);
  });

  test('tells how a file broke off, keeps what came before and records it as stopped', async () => {
    const { database } = await createDatabase();
    const { ingestion, store } = factoryOn(database);
    async function* breaking() {
      yield Buffer.from(`${columns}\n${rows(0, 600).join('\n')}\n`);
      throw new Error('the disk is gone');
    }
    const summary = await ingestion.loadStatusPeriods(loader, [{ name: 'broken.csv', bytes: breaking() }]);
    assert.match(String(summary.files[0]?.failure), /the disk is gone/);
    assert.equal(summary.total.inserted, 500);
    assert.equal((await listEvents(store, 'ingestion.completed')).length, 0);
    assert.equal((await listEvents(store, 'ingestion.stopped'))[0]?.['inserted'], 500);
  });
});
