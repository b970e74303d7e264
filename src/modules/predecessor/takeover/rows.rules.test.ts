/** Whatever stands in a row of the predecessor, it is taken or refused, never both, and nothing throws. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { anyCharacter } from '../../../../test/support/any-character.ts';
import type { ForeignCell } from '../../../platform/database/index.ts';
import { readAccount } from './accounts.rules.ts';
import { readComponent, readProduct } from './catalogue.rules.ts';
import { readCut } from './cuts.rules.ts';
import { type OldRow, type OldTable, oldTables } from './old-database.ts';
import { readPeriod } from './periods.rules.ts';
import { digestOf, keptNumber, type Reading } from './reading.ts';
import { placeRuns } from './runs.rules.ts';
import { readNote, readUse } from './ticket-items.rules.ts';
import { readTicket } from './tickets.rules.ts';

const NOW = Date.UTC(2026, 10, 25);
const ticketOf = (id: string) => (id === '1' ? { ourId: 7, loggedAt: NOW - 1_000 } : undefined);
const machineProblem = (id: string) => (id === 'mill-1' || id === 'mill-2' ? undefined : 'is none');
const ticketSurroundings = {
  policy: { categories: ['Mechanical', 'Other'], defaultCategory: 'Other' },
  nowMs: NOW,
  machineProblem,
  periodOf: (id: string) => (id === 'period' ? { machineId: 'mill-1', startMs: NOW - 5_000 } : undefined),
  isShared: (text: string) => text.startsWith('2025-06-02'),
  latestNoteOf: (id: string) => (id === '1' ? NOW - 500 : undefined),
};

const readers: Partial<Record<OldTable, (row: OldRow) => Reading<unknown>>> = {
  users: (row) => readAccount(row, 'OPERATOR'),
  historical_machine_data: readPeriod,
  products: readProduct,
  repair_components: readComponent,
  cut_events: (row) => readCut(row, NOW, machineProblem),
  maintenance_tickets: (row) => readTicket(row, ticketSurroundings),
  ticket_work_notes: (row) => readNote(row, NOW, ticketOf),
  ticket_components_used: (row) => readUse(row, ticketOf),
};

const time = fc
  .integer({ min: Date.UTC(2025, 5, 2), max: Date.UTC(2025, 5, 4) })
  .map((ms) => new Date(ms).toISOString().replace('T', ' ').replace('Z', ''));
const cell: fc.Arbitrary<ForeignCell> = fc.oneof(
  fc.constantFrom<ForeignCell>(null, '', ' ', 'nan', 'NaT', 0, 1, -1, 0.5, 1e300, 'mill-1', 'mill-2', 'period'),
  fc.constantFrom<ForeignCell>(
    'ACTIVE',
    'COMPLETED',
    'Open',
    'closed',
    'UPTIME',
    'DOWNTIME',
    'productive',
    'High',
    'a@b.example',
  ),
  time,
  fc.string({ unit: anyCharacter, maxLength: 20 }),
  fc.double(),
  fc.uint8Array({ maxLength: 4 }),
);
const rowOf = (table: OldTable): fc.Arbitrary<OldRow> =>
  fc.tuple(fc.nat(), fc.tuple(...oldTables[table].map(() => cell))).map(([position, cells]) => ({
    table,
    position,
    cells: Object.fromEntries(oldTables[table].map((column, at) => [column, cells[at] ?? null])),
  }));

function assertTold({ value, findings, id, digest }: Reading<unknown>): void {
  assert.equal(findings.filter(({ kind }) => kind === 'refusal').length, value === undefined ? 1 : 0);
  assert.notEqual(id, '');
  assert.match(digest, /^[\w-]{22}$/);
  for (const { reason, was } of findings) {
    assert.notEqual(reason, '');
    assert.ok(was.length <= 201);
  }
}

describe('rows of the predecessor', () => {
  for (const [table, read] of Object.entries(readers)) {
    test(`of ${table} are taken or refused with one reason, whatever stands in them`, () => {
      fc.assert(
        fc.property(rowOf(table as OldTable), (row) => assertTold(read(row))),
        { numRuns: 300 },
      );
    });
  }

  test('of runs leave none that overlap, turn round, or are active beside another', () => {
    const good: fc.Arbitrary<OldRow> = fc
      .tuple(fc.integer({ min: 1, max: 99 }), time, fc.option(time), fc.constantFrom('ACTIVE', 'COMPLETED'), cell)
      .map(([id, start, end, status, scrap]) => ({
        table: 'production_runs',
        position: id,
        cells: {
          id,
          machine_id: 'mill-1',
          product_id: 1,
          start_time: start,
          end_time: end,
          status,
          scrap_length: scrap,
        },
      }));
    const rows = fc.array(fc.oneof({ weight: 4, arbitrary: good }, rowOf('production_runs')), { maxLength: 12 });
    fc.assert(
      fc.property(rows, (given) => {
        const readings = placeRuns(given, { nowMs: NOW, machineProblem, productOf: () => 3 });
        assert.equal(readings.length, given.length);
        readings.forEach(assertTold);
        const runs = readings.flatMap(({ value }) => value ?? []);
        for (const [, own] of Map.groupBy(runs, ({ machineId }) => machineId)) {
          const inOrder = own.toSorted((a, b) => a.startedAt - b.startedAt);
          for (const [at, { startedAt, endedAt, scrapLength }] of inOrder.entries()) {
            assert.ok((endedAt ?? Number.POSITIVE_INFINITY) > startedAt);
            assert.ok(
              (endedAt ?? Number.POSITIVE_INFINITY) <= (inOrder[at + 1]?.startedAt ?? Number.POSITIVE_INFINITY),
            );
            assert.ok(scrapLength === null || scrapLength >= 0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('have a digest of their own for each content', () => {
    const row = (description: ForeignCell): OldRow => ({
      table: 'products',
      position: 1,
      cells: { id: 1, product_name: description },
    });
    const digests = [null, '', 'a', 1, '1', new Uint8Array([1])].map((text) => digestOf(row(text)));
    assert.equal(new Set(digests).size, digests.length);
  });

  test('keep whole numbers from 1 that a table can count on from', () => {
    assert.deepEqual(['1', '1000000000'].map(keptNumber), [1, 1_000_000_000]);
    assert.deepEqual(['0', '-1', '1.5', '1000000001', 'row 3', ''].map(keptNumber), Array(6).fill(undefined));
  });
});
